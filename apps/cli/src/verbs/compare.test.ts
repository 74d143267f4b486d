import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@ftn/checkpoints';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, spawnFtn, tinyRecipe, tinyRooms } from '../testing/commands.js';

let scratch: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const words = (out: string) => [
  ...['compare', '--recipe', tinyRecipe, '--workers', '0', '--data', data, '--ranks', '2'],
  ...['--methods', 'feature-extractor,ftn', '--out', out, '--json'],
];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-compare-'));
  data = await writeTinyDomain(at('colours'), 20);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn compare', () => {
  it('goes on where it was interrupted, given again, to the same table and the same adapter', async () => {
    const whole = await ftn(...words(at('whole')));
    expect(whole.code, whole.err).toBe(0);
    const { child, ended } = spawnFtn(words(at('stopped')));
    let asked = false;
    child.stderr!.on('data', (text: Buffer) => {
      if (asked || !/ftn R=2/.test(String(text))) return;
      asked = child.kill('SIGINT');
    });
    const stopped = await ended;
    expect(stopped.code, stopped.err).toBe(130);
    expect(stopped.err).toContain('Give the same command again');
    const standing = lastJson((await ftn('sweep', 'status', at('stopped'), '--json')).out) as {
      runs: { state: string }[];
    };
    expect(standing.runs.map(({ state }) => state)).toEqual(['finished', 'stopped']);

    const resumed = await ftn(...words(at('stopped')));
    expect(resumed.code, resumed.err).toBe(0);
    expect(lastJson(resumed.out)).toEqual(lastJson(whole.out));
    const adapter = (folder: string) => readFile(at(folder, 'ftn-R-2', 'colours', 'adapter.safetensors'));
    expect(await adapter('stopped')).toEqual(await adapter('whole'));
    expect(resumed.err).toContain(`going on in ${at('stopped')}: 1 of 2 runs are finished`);
    expect(resumed.err).toMatch(
      /ftn R=2 · colours · seed 0: going on after step \d+ of 24, in epoch \d of 3/,
    );
  });

  it('refuses --validate where several tasks share their batches', async () => {
    const tasks = ['--task', 'depth', '--task', 'normals', '--methods', 'feature-extractor'];
    const rooms = ['compare', '--data', 'mini-rooms', '--recipe', tinyRooms, ...tasks, '--out', at('rooms')];
    const { code, err } = await ftn(...rooms, '--validate');
    expect(code).toBe(2);
    expect(err).toContain('--validate does not apply where several tasks share their batches');
    expect(existsSync(at('rooms'))).toBe(false);
  });

  it('with --validate measures every epoch, changes no result, and writes curves and figures beside the page', async () => {
    await cp(data, at('with-val/colours'), { recursive: true });
    await cp(join(data, 'test'), at('with-val/colours/val'), { recursive: true });
    const plain = await ftn(...words(at('whole')));
    const own = words(at('curves')).map((word) => (word === data ? at('with-val/colours') : word));
    const { code, out, err } = await ftn(...own, '--validate');
    expect(code, err).toBe(0);
    const rowsOf = (text: string) => (lastJson(text) as { rows: object[] }).rows;
    expect(rowsOf(out)).toEqual(rowsOf(plain.out));
    const page = await readFile(at('curves/report.html'), 'utf8');
    expect(page).toContain('Validation on colours');
    expect(page).toContain('One resnet10-small was adapted to 1 domain (colours) with 2 methods.');
    expect(await readFile(at('whole/report.html'), 'utf8')).not.toContain('Validation on colours');
    const figures = await readdir(at('curves/figures'));
    for (const name of ['accuracy', 'training-1', 'training-2', 'norms'])
      expect(figures.filter((file) => file.startsWith(name)).map((file) => file.split('.').at(-1))).toEqual(
        expect.arrayContaining(['png', 'svg']),
      );
    const csv = await readFile(at('curves/table.csv'), 'utf8');
    expect(csv).toMatch(/,parameters,multiple,bytes,halfBytes\n/);
    const refused = await ftn(...words(at('none')), '--validate');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("'colours' brings no validation images");
  });

  it.each([{ more: [] }, { more: ['--resume'] }])(
    'that is finished shows its table at once, given again with $more',
    async ({ more }) => {
      const finished = await ftn(...words(at('whole')));
      const again = await ftn(...words(at('whole')), ...more);
      expect(again.code, again.err).toBe(0);
      expect(again.err).toContain(`going on in ${at('whole')}: 2 of 2 runs are finished`);
      expect(again.err).not.toMatch(/memory:|comparing:/);
      expect(lastJson(again.out)).toEqual(lastJson(finished.out));
    },
  );

  it('that is finished goes on with more epochs', async () => {
    expect((await ftn(...words(at('whole')))).code).toBe(0);
    await cp(at('whole'), at('longer'), { recursive: true });
    const longer = [...words(at('longer')), '--epochs', '4'];
    const other = [...words(at('longer')), '--lr', '0.02', '--resume'];
    expect(await ftn(...other)).toMatchObject({ code: 2, err: expect.stringContaining('--allow-change') });
    const { code, err } = await ftn(...longer, '--resume');
    expect(code, err).toBe(0);
    expect(err).toMatch(
      /ftn R=2 · colours · seed 0: going on after step 24 of 32, in epoch 4 of 4, .*epochs: 3 → 4/,
    );
    const manifest = JSON.parse(await readFile(at('longer', 'ftn-R-2', 'colours', 'adapter.json'), 'utf8'));
    expect(manifest.training.config.changes).toMatchObject([{ step: 24, changes: ['epochs: 3 → 4'] }]);
  });

  it.each(['last', 'best'])(
    'leaves the adapter that train leaves where the recipe keeps the %s epoch',
    async (keep) => {
      const own = ['--recipe', tinyRecipe, '--workers', '0', '--data', data, '--set', `keep=${keep}`];
      const compared = await ftn(...words(at(`keep-${keep}`)), '--methods', 'ftn', '--set', `keep=${keep}`);
      expect(compared.code, compared.err).toBe(0);
      const out = at(`trained-${keep}`);
      const trained = await ftn('train', ...own, '--method', 'ftn', '--rank', '2', '--out', out);
      expect(trained.code, trained.err).toBe(0);
      const images = {
        last: 'colours: 60 images for training, 12 for testing',
        best: 'colours: 54 images for training, 6 for validation (held out of training), 12 for testing',
      };
      for (const { err } of [compared, trained]) expect(err).toContain(images[keep as 'last']);
      const read = async (folder: string) => {
        const manifest = JSON.parse(await readFile(join(folder, 'adapter.json'), 'utf8'));
        return { kept: manifest.training.kept, bytes: await readFile(join(folder, 'adapter.safetensors')) };
      };
      const mine = await read(at(`keep-${keep}`, 'ftn-R-2', 'colours'));
      expect(mine.kept).toMatchObject({ of: keep });
      expect(mine.kept).toEqual((await read(join(out, 'adapter'))).kept);
      const weights = ({ bytes }: typeof mine) => decodeSafetensors(bytes).tensors;
      expect(weights(mine)).toEqual(weights(await read(join(out, 'adapter'))));
    },
  );

  it('puts variants of one method side by side, apart in tables, page, folders and adapters', async () => {
    const own = ['--methods', 'ftn,ftn[layers=layer4],ftn[rank=layer4=3,*=1]'];
    const { code, out, err } = await ftn(...words(at('variants')), ...own);
    expect(code, err).toBe(0);
    expect(err).toContain('ftn R=2 (layers=layer4)');
    const { rows } = lastJson(out) as { rows: { variant?: string; parameters: number }[] };
    expect(rows.map(({ variant }) => variant)).toEqual([undefined, 'layers=layer4', 'rank=layer4=3,*=1']);
    expect(new Set(rows.map(({ parameters }) => parameters)).size).toBe(3);
    const page = await readFile(at('variants/report.html'), 'utf8');
    for (const label of ['FTN R=2', 'FTN R=2 (layers=layer4)', 'FTN (rank=layer4=3,*=1)'])
      expect(page).toContain(`<span>${label}</span>`);
    const csv = await readFile(at('variants/table.csv'), 'utf8');
    expect(csv).toContain('ftn,2,layers=layer4,');
    const folder = at('variants', 'ftn-R-2-layers-layer4', 'colours');
    const manifest = JSON.parse(await readFile(join(folder, 'adapter.json'), 'utf8'));
    expect(manifest).toMatchObject({
      options: { layers: 'layer4' },
      training: { config: { variant: 'layers=layer4' } },
    });
    const both = ['--adapter', folder, '--adapter', at('variants', 'ftn-R-2', 'colours')];
    const norms = await ftn('norms', ...both, '--out', at('variants-norms'), '--json');
    expect(norms.code, norms.err).toBe(0);
    const measured = lastJson(norms.out) as { rows: { variant?: string }[] };
    expect(new Set(measured.rows.map(({ variant }) => variant))).toEqual(
      new Set(['layers=layer4', undefined]),
    );
    const twice = await ftn(...words(at('twice')), '--methods', 'ftn[modes=three],ftn');
    expect(twice.code).toBe(2);
    expect(twice.err).toContain("'ftn R=2 (modes=three)' and 'ftn R=2' are the same system");
  });

  it('with --half stores adapters in float16 beside a table of float32, and tells both', async () => {
    const { code, out, err } = await ftn(...words(at('halves')), '--half');
    expect(code, err).toBe(0);
    const plain = lastJson((await ftn(...words(at('whole')))).out) as { rows: object[] };
    const found = lastJson(out) as {
      rows: object[];
      half: { method: string; rank?: number; folder: string }[];
    };
    expect(found.rows).toEqual(plain.rows);
    expect(found.half).toMatchObject([
      { method: 'feature-extractor' },
      { method: 'ftn', rank: 2, domain: 'colours' },
    ]);
    for (const { folder } of found.half)
      expect(await readFile(join(folder, 'adapter.safetensors'), 'latin1')).toContain('"dtype":"F16"');
    const page = await readFile(at('halves/report.html'), 'utf8');
    expect(page).toContain('adapters are stored in float16, which changes no result');
    const shown = await ftn(...words(at('halves')).filter((word) => word !== '--json'), '--half');
    expect(shown.out).toMatch(/FTN R=2 +colours +accuracy/);
  });

  it('says what of a plan that changed is kept, new and left out, and trains what is new', async () => {
    const out = at('changed');
    expect((await ftn(...words(out))).code).toBe(0);
    const { code, err } = await ftn(...words(out), '--methods', 'ftn,fc-and-bn-only');
    expect(code, err).toBe(0);
    expect(err).toContain('the plan changed: 1 runs are kept, 1 are new, 1 are no longer in it');
    expect(err).toContain(`going on in ${out}: 1 of 2 runs are finished`);
    expect(await readdir(join(out, 'cells'))).toHaveLength(3);
  });

  it('trains several at once in processes of their own, to the same table and weights', async () => {
    const [one, two] = await Promise.all(
      [[], ['--jobs', '2']].map(async (more, i) => {
        const out = at(`jobs-${i + 1}`);
        const { code, out: said, err } = await ftn(...words(out), '--seeds', '0,1', ...more);
        expect(code, err).toBe(0);
        const adapter = await readFile(join(out, 'ftn-R-2', 'colours', 'adapter.safetensors'));
        const { rows } = lastJson(said) as { rows: object[] };
        return { rows, weights: decodeSafetensors(adapter).tensors, err };
      }),
    );
    expect(two!.rows).toEqual(one!.rows);
    expect(two!.weights).toEqual(one!.weights);
    expect(two!.err).not.toContain('memory:');
  });

  it('does not end with a run that fails: shows the others, ends with 3, and tries that one alone again', async () => {
    const out = at('failing');
    const rate = ['--set', 'methods.ftn.optimizers.factors.rate=1e30'];
    const first = await ftn(...words(out), ...rate);
    expect(first.code, first.err).toBe(3);
    expect(first.err).toMatch(/1 of 2 runs failed: ftn R=2 · colours · seed 0/);
    const { rows } = lastJson(first.out) as { rows: { method: string; value: number | string | null }[] };
    expect(rows.map(({ method, value }) => [method, Number.isFinite(value)])).toEqual([
      ['feature-extractor', true],
      ['ftn', false],
    ]);
    const status = await ftn('sweep', 'status', out);
    expect(status.out).toMatch(/ftn R=2 · colours · seed 0: .*finite/);
    const again = await ftn(...words(out), ...rate);
    expect(again.code).toBe(3);
    expect(again.err).toContain(`going on in ${out}: 1 of 2 runs are finished`);
  });

  it('says that there is nothing to resume', async () => {
    const { code, err } = await ftn(...words(at('new')), '--methods', 'feature-extractor', '--resume');
    expect(code, err).toBe(0);
    expect(err).toContain(`nothing to resume in ${at('new')}: the comparison starts at the beginning`);
  });

  it('measures finished runs anew on other test images', async () => {
    const few = await ftn(...words(at('tested')), '--test-limit', '1');
    const all = await ftn(...words(at('tested')));
    expect([few.code, all.code]).toEqual([0, 0]);
    // Trained they were: no step is taken.
    expect(all.err).not.toMatch(/comparing: .*loss/);
    const whole = await ftn(...words(at('whole')));
    expect(lastJson(all.out)).toEqual(lastJson(whole.out));
  });

  it('trains on every image where no learning rates are searched for', async () => {
    const { code, err } = await ftn(...words(at('all')), '--methods', 'feature-extractor');
    expect(code, err).toBe(0);
    const [id] = await readdir(at('all', 'cells'));
    const log = await readFile(at('all', 'cells', id!, 'run', 'metrics.jsonl'), 'utf8');
    // 60 images in batches of 8, three epochs.
    expect(log.split('\n').filter((line) => line.includes('"kind":"step"'))).toHaveLength(3 * 8);
  });
});
