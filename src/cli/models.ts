import { type Command, Option } from 'commander';
import { benchmark } from './models-benchmark.js';
import { reference } from './models-reference.js';
import { train } from './models-train.js';
import { verify } from './models-verify.js';

const list = (text: string): string[] => text.split(',').map((part) => part.trim());

/** `models verify | train | benchmark | reference`: model files and training, without a database. */
export function registerModels(program: Command): void {
  const models = program.command('models').description('models of gap probability (docs/models.md)');
  models
    .command('verify')
    .description('compare a model file with the outputs of the library that trained it; exit 0 within tolerance')
    .requiredOption('--model <file>', 'model file of any supported format')
    .requiredOption('--oracle <file>', 'JSON with rows, margin, probability, contributions')
    .addOption(new Option('--iterations <which>', 'XGBoost with early stopping: trees to use').choices(['all', 'best']))
    .option('--json', 'print the figures as JSON')
    .action(verify);
  models
    .command('train')
    .description('train a model on a CSV table')
    .requiredOption('--data <file>', 'CSV with a header; empty cells are missing values')
    .requiredOption('--spec <file>', 'JSON: measure, label, period, features … (docs/models.md)')
    .option('--out <file>', 'where to write the model')
    .option('--json', "print the model's card as JSON")
    .action(train);
  models
    .command('benchmark')
    .description('train and evaluate on the public surveys, beside the published figures')
    .requiredOption('--data <folder>', 'folder with the survey CSV files')
    .option('--targets <ids>', 'only these, such as GSD,COL', list)
    .option('--json', 'print the figures as JSON')
    .action(benchmark);
  models
    .command('reference')
    .description('train the reference models on the public surveys and write their artifacts and cards')
    .requiredOption('--data <folder>', 'folder with the survey CSV files')
    .option('--out <folder>', 'where the artifacts go', 'models')
    .option('--docs <folder>', 'where the cards go', 'docs/models')
    .option('--json', 'print the figures as JSON')
    .action(reference);
}
