import { Injectable } from '@nestjs/common';
import type { ScenarioResult } from '../../core/simulation/index.js';
import { Problem, ProblemValidationPipe } from '../../platform/http/index.js';
import { inputsDigest, RuleSetCatalog } from '../ratings/index.js';
import { CreateSimulationRequest } from './dto/create-simulation.dto.js';
import { ScenarioReader } from './scenario-reader.js';
import { orderOf } from './simulation-inputs.js';
import { ScenarioRefused, SimulationRunner } from './simulation-runner.js';

/** A result with what is needed to compute it again. */
export interface ScenarioRunAnswer {
  readonly ruleSet: { readonly version: string; readonly digest: string };
  readonly inputsDigest: string;
  readonly modelVersions: Readonly<Record<string, string>>;
  readonly result: ScenarioResult;
}

/** Computes a request without storing anything: for the command line. */
@Injectable()
export class ScenarioRunner {
  private readonly pipe = new ProblemValidationPipe();

  constructor(
    private readonly reader: ScenarioReader,
    private readonly catalog: RuleSetCatalog,
    private readonly runner: SimulationRunner,
  ) {}

  /**
   * @param body the body of `POST /simulations`, checked here as it is there; however long it takes.
   * @throws Problem for everything in it that cannot be.
   */
  async run(body: unknown): Promise<ScenarioRunAnswer> {
    const metadata = { type: 'body', metatype: CreateSimulationRequest } as const;
    const request = (await this.pipe.transform(body, metadata)) as CreateSimulationRequest;
    if (request.asJob !== undefined || request.keepAsForecast !== undefined) {
      const pointer = request.asJob === undefined ? '/keepAsForecast' : '/asJob';
      const message = 'Nothing is stored here: order it over the API.';
      throw new Problem('validation-failed', 'One or more fields are not valid.', [
        { pointer, code: 'notStored', message },
      ]);
    }
    const { rules, inputs, modelVersions } = await this.reader.read(request);
    const order = orderOf(inputs, rules.ruleSet, (year) => this.catalog.find(year));
    try {
      const result = await this.runner.run(order, new AbortController().signal);
      return {
        ruleSet: { version: rules.ruleSet.version, digest: rules.digest },
        inputsDigest: inputsDigest(inputs),
        modelVersions: { ...modelVersions },
        result,
      };
    } catch (error) {
      if (error instanceof ScenarioRefused) throw new Problem('unprocessable', 'The scenario cannot be simulated.');
      throw error;
    }
  }
}
