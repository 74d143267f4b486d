// Run by scripts/conformance: makes a backend available as any program would and runs TensorFlow.js's tests on it. Arguments:
// backend, Jasmine's file, the file of the tests, the file to report to, a regular expression for names.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import '@tensorflow/tfjs';

type Arguments = [string, string, string, string, string?];
const [backend, jasmineFile, tests, report, only = ''] = process.argv.slice(2) as Arguments;
if (backend === 'tensorflow') await import('../register.js');

interface Result {
  readonly fullName: string;
  readonly status: string;
  readonly duration: number | null;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** What is used of Jasmine, which has no types of its own. */
interface Environment {
  configure(options: object): void;
  addReporter(reporter: Record<string, (result: Result) => void>): void;
  execute(): Promise<unknown>;
}

const require = createRequire(tests);
const jasmine = require(jasmineFile) as { boot(own: unknown): { getEnv(): Environment } };
const environment = jasmine.boot(jasmine).getEnv();
const wanted = new RegExp(only);
environment.configure({
  random: false,
  specFilter: (spec: { getFullName(): string }) => wanted.test(spec.getFullName()),
});

const results: object[] = [];
const keep = ({ fullName, status, duration, failedExpectations }: Result): void => {
  const why = failedExpectations.map(({ message }) => message.slice(0, 400)).join('\n');
  results.push({ name: fullName, status, why, ms: duration });
};
environment.addReporter({
  specDone: keep,
  // What goes wrong around tests counts as one.
  suiteDone: (suite) => {
    if (suite.failedExpectations.length > 0) keep({ ...suite, status: 'failed' });
  },
});
require(tests);
await environment.execute();
writeFileSync(report, JSON.stringify(results));
