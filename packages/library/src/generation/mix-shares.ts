import { suggest, UsageError } from '@ftn/errors';
import { type GeneratorDomain, mixDomains } from '@ftn/generation';

/** `winter=0.5,autumn=0.5` as shares by domain; a name alone is the whole of it. */
function parseShares(text: string): [name: string, share: number][] {
  return text.split(',').map((part) => {
    const [name = '', number = '1', ...more] = part.split('=');
    const share = Number(number);
    if (name.trim() === '' || number.trim() === '' || !Number.isFinite(share) || more.length > 0) {
      throw new UsageError(`invalid mixture '${text}' at '${part}'`, {
        expected: 'domains with their shares, e.g. winter=0.5,autumn=0.5',
      });
    }
    return [name, share];
  });
}

/** The mixture a text such as `winter=0.5,autumn=0.5` names, of the given domains. */
export function mixtureOf(text: string, domains: readonly GeneratorDomain[]): GeneratorDomain {
  const parsed = parseShares(text);
  const twice = parsed.find(([name], i) => parsed.findIndex(([other]) => other === name) !== i);
  if (twice)
    throw new UsageError(`the mixture names '${twice[0]}' twice`, { got: text, hint: 'Add up its shares.' });
  const shares = parsed.map(([name, share]) => {
    const domain = domains.find((one) => one.name === name);
    if (domain) return [domain, share] as const;
    const names = domains.map((one) => one.name);
    throw new UsageError(`the mixture names '${name}', which is not among the adapters`, {
      expected: names.join(', ') || 'adapters',
      hint: names.length > 0 ? suggest(name, names) : 'Give `adapters: FOLDER` for each.',
    });
  });
  return mixDomains(text, shares);
}
