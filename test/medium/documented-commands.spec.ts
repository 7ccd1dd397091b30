import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerCommands } from '../../src/cli/commands.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
/** Every page as one text, lines continued with a backslash put together. */
const TEXT = PAGES.map((page) => read(page).replaceAll('\\\n', ' ')).join('\n');

/** What stands for a value in the documents, and a value that fits. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  N: 'name',
  Y: '2026',
  ID: '01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10',
  FILE: 'f',
  DIR: 'd',
  CSV: 'c',
};

/** Words of a command as a shell would part them, with optional parts in brackets included. */
const words = (line: string): string[] =>
  line
    .replaceAll(/[[\]]/g, ' ')
    .trim()
    .split(/\s+/)
    .map((word) => PLACEHOLDERS[word] ?? word);

function unique(pattern: RegExp): string[] {
  return [...new Set([...TEXT.matchAll(pattern)].map(([, found]) => (found ?? '').trim()))];
}

/** The command line with every action taken out: arguments and options are read and checked as ever. */
function idle(): Command {
  const program = new Command('cli').exitOverride().configureOutput({ writeErr: () => undefined });
  registerCommands(program);
  const visit = (command: Command): void => {
    if (command.commands.length === 0) command.action(() => undefined);
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.commands.forEach(visit);
  };
  program.commands.forEach(visit);
  return program;
}

describe('what the documents say can be done', () => {
  const commands = unique(/npm run (?:-s )?cli -- ([^`|#\n]+)/g);

  it.each(commands)('cli %s', async (line) => {
    await expect(idle().parseAsync(['node', 'cli', ...words(line)])).resolves.toBeDefined();
  });

  it('refuses a command or an option that does not exist', async () => {
    await expect(idle().parseAsync(['node', 'cli', 'keys', 'list', '--no-such-option'])).rejects.toThrow(
      /unknown option/,
    );
    await expect(idle().parseAsync(['node', 'cli', 'no-such-command'])).rejects.toThrow(/unknown command/);
    expect(commands.length).toBeGreaterThan(12);
  });

  it('npm scripts, benches and soaks exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = unique(/npm run (?:-s )?([a-z:]+)/g);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    for (const script of ['bench', 'soak']) {
      const source = read(`bin/${script}.mjs`);
      const asked = unique(new RegExp(`npm run ${script} -- ([a-z]+)`, 'g'));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((name) => !source.includes(`  ${name}: [`))).toEqual([]);
    }
  });

  it('files that are named exist', () => {
    const named = unique(/`((?:test|src|bin|bench|docker|docs)\/[\w./-]+\.\w+)`/g);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('requests go to routes that exist', () => {
    const { paths } = JSON.parse(read('docs/openapi.json')) as { paths: Record<string, Record<string, object>> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '*')}`),
    );
    const matches = (asked: string): boolean =>
      routes.some((route) => new RegExp(`^${route.replaceAll(/[.]/g, '\\.').replaceAll('*', '[^/]+')}$`).test(asked));
    const named = unique(/`((?:GET|POST|PATCH|PUT|DELETE) \/[^`\s]+)/g).map((text) => {
      const [method, path = ''] = text.split(' ');
      const plain = path.replace(/[?[].*$/, '').replaceAll('…', '*');
      return `${method} ${/^\/(api|health|metrics)/.test(plain) ? plain : `/api/v1${plain}`}`;
    });
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((route) => !route.includes('*') && !matches(route))).toEqual([]);
  });

  it('links lead to files that exist', () => {
    const broken = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !/^(https?:|mailto:)/.test(target) && !existsSync(join(ROOT, page, '..', target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
