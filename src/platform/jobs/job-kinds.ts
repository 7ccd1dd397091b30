import { Injectable } from '@nestjs/common';
import type { JobKind } from './job-kind.js';

/** Every kind of job that this process knows, by its name. */
@Injectable()
export class JobKinds {
  private readonly kinds = new Map<string, JobKind<object, unknown>>();

  /** @throws Error when the name is taken. */
  register<Input extends object, Result>(kind: JobKind<Input, Result>): void {
    if (this.kinds.has(kind.name)) throw new Error(`There are two kinds of job named ${kind.name}.`);
    this.kinds.set(kind.name, kind as unknown as JobKind<object, unknown>);
  }

  find(name: string): JobKind<object, unknown> | undefined {
    return this.kinds.get(name);
  }

  all(): JobKind<object, unknown>[] {
    return [...this.kinds.values()];
  }
}
