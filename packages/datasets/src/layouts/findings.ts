import { FtnError } from '@ftn/errors';
import {
  type Problem,
  type ProblemCode,
  type ProblemPlace,
  problemFrom,
  problemOf,
} from '../check/problem.js';

/** Collects faults while reading continues, so that one pass finds all of them. */
export class Findings {
  readonly problems: Problem[] = [];

  add(code: ProblemCode, file: string, problem: string, hint: string, place?: ProblemPlace): void {
    this.problems.push(problemOf(code, file, problem, hint, place));
  }

  /** Runs `read`; an error of this project becomes a finding and the result is undefined. */
  async attempt<T>(code: ProblemCode, file: string, read: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!FtnError.isInstance(error)) throw error;
      this.problems.push(problemFrom(error.code === 'STORAGE' ? 'missing-file' : code, error, file));
      return undefined;
    }
  }
}
