import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ClusterJob, jobName } from './cluster-job.js';
import { kubernetesJob, kubernetesManifest } from './kubernetes-job.js';
import { slurmScript } from './slurm-script.js';

const job: ClusterJob = {
  title: 'Ranks & rates',
  folder: "/shared/it's $HOME",
  runs: 60,
  threads: 2,
  atOnce: 8,
  gigabytes: 4,
};

const schemaFile = new URL('__fixtures__/kubernetes-job.json', import.meta.url);
const schema = z.fromJSONSchema(JSON.parse(await readFile(schemaFile, 'utf8')));

describe('slurmScript', () => {
  it('asks for a task for each run, and for what one of them takes', () => {
    const lines = slurmScript(job).split('\n');
    expect(lines[0]).toBe('#!/bin/bash');
    const asked = lines.filter((line) => line.startsWith('#SBATCH')).map((line) => line.slice(8));
    expect(asked).toEqual([
      '--job-name=ftn-ranks-rates',
      '--array=0-59%8',
      '--ntasks=1',
      '--cpus-per-task=2',
      '--mem=4G',
      '--signal=B:TERM@120',
      '--requeue',
    ]);
  });

  it('leaves to the cluster what nobody asked for', () => {
    const script = slurmScript({ ...job, runs: 1, atOnce: undefined, gigabytes: undefined });
    expect(script).toContain('--array=0-0\n');
    expect(script).not.toMatch(/--mem|--max-memory/);
  });

  it('gives the command its folder as one word, whatever it is called', () => {
    const env = { ...process.env, SLURM_ARRAY_TASK_ID: '7', FTN: 'printf %s\\n' };
    const said = execFileSync('bash', ['-c', slurmScript(job)], { env, encoding: 'utf8' });
    expect(said.split('\n')).toEqual(['worker', job.folder, '--index', '7', '--max-memory', '4', '']);
  });

  it('names the store as one word, and no keys', () => {
    const env = { ...process.env, SLURM_ARRAY_TASK_ID: '7', FTN: 'printf %s\\n' };
    const script = slurmScript({ ...job, store: 's3://lab/ranks', gigabytes: undefined });
    const said = execFileSync('bash', ['-c', script], { env, encoding: 'utf8' });
    expect(said.split('\n')).toEqual(['worker', job.folder, '--store', 's3://lab/ranks', '--index', '7', '']);
    expect(script).not.toContain('AWS_');
  });

  it('refuses a folder that could end a directive', () => {
    expect(() => slurmScript({ ...job, folder: '/a\n#SBATCH --uid=0' })).toThrow(UsageError);
  });
});

describe('kubernetesJob', () => {
  it('has a pod for each run, which takes its number from the index', () => {
    const { spec } = kubernetesJob(job, { image: 'registry/ftn:1', claim: 'shared', secret: 'keys' });
    expect(spec).toMatchObject({ completions: 60, parallelism: 8, completionMode: 'Indexed' });
    const [container] = spec.template.spec.containers;
    expect(container!.command).toEqual([
      ...['ftn', 'worker', job.folder, '--index', '$(FTN_INDEX)', '--max-memory', '4'],
    ]);
    expect(container!.volumeMounts[0]!.mountPath).toBe(job.folder);
    expect(spec.template.spec.volumes[0]).toMatchObject({ persistentVolumeClaim: { claimName: 'shared' } });
  });

  it('needs no volume where a store keeps the sweep, whose keys are those of a secret', () => {
    const options = { image: 'registry/ftn:1', claim: 'shared', secret: 'keys' };
    const { spec } = kubernetesJob({ ...job, store: 's3://lab/ranks' }, options);
    const { containers, volumes } = spec.template.spec;
    expect(containers[0]!.command).toContain('s3://lab/ranks');
    expect(containers[0]).toMatchObject({ envFrom: [{ secretRef: { name: 'keys' } }] });
    expect(volumes).toEqual([{ name: 'sweep', emptyDir: {} }]);
  });

  it('runs no more pods at once than there are runs', () => {
    const few = { ...job, runs: 3, atOnce: undefined };
    expect(kubernetesJob(few, { image: 'ftn', claim: 'ftn', secret: 'keys' }).spec.parallelism).toBe(3);
  });

  describe("by Kubernetes' own schema of a Job", () => {
    const options = { image: 'registry/ftn:1', claim: 'shared', secret: 'keys' };
    const manifest = parse(kubernetesManifest(job, options));

    it.each<[string, ClusterJob]>([
      ['with everything', job],
      ['with a store', { ...job, store: 's3://lab/ranks' }],
      ['without what nobody asked for', { ...job, atOnce: undefined, gigabytes: undefined }],
    ])('is one, %s', (_, one) => {
      const { error } = schema.safeParse(parse(kubernetesManifest(one, options)));
      expect(error).toBeUndefined();
    });

    it.each<[string, object]>([
      ['a key that there is not', { ...manifest, spec: { ...manifest.spec, backoffLimitIndex: 3 } }],
      ['a text for a number', { ...manifest, spec: { ...manifest.spec, completions: '60' } }],
      ['no template', { ...manifest, spec: { completions: 60 } }],
      ['another kind', { ...manifest, kind: 'CronJob' }],
    ])('refuses %s', (_, broken) => {
      expect(schema.safeParse(broken).success).toBe(false);
    });
  });

  it('is the same as a manifest', () => {
    const options = { image: 'ftn: latest', claim: 'ftn', secret: 'keys' };
    expect(parse(kubernetesManifest(job, options))).toEqual(
      JSON.parse(JSON.stringify(kubernetesJob(job, options))),
    );
  });
});

describe('jobName', () => {
  it.each([
    ['Ranks & rates', 'ftn-ranks-rates'],
    ['ö', 'ftn-sweep'],
    [`${'a'.repeat(39)} b`, `ftn-${'a'.repeat(39)}`],
  ])('%s', (title, name) => {
    expect(jobName(title)).toBe(name);
  });
});
