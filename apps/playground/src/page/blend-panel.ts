import type { Answer } from '../model/answer.js';
import type { BlendRequest, DomainSummary } from '../model/domain-shelf.js';
import { probabilityOf } from './answers-table.js';
import { byId, element, setOptions } from './elements.js';

const strength = byId('strength', HTMLInputElement);
const strengthValue = byId('strength-value', HTMLOutputElement);
const partner = byId('partner', HTMLSelectElement);
const share = byId('share', HTMLInputElement);
const shareValue = byId('share-value', HTMLOutputElement);
const list = byId('blend', HTMLUListElement);
const title = byId('blend-title', HTMLElement);

/** How many classes of the answer are shown. */
const shown = 5;

/** What the sliders ask for, over the chosen domain. */
export function blendRequest(chosen: string): BlendRequest {
  const part = partner.value === '' ? 0 : Number(share.value);
  return {
    shares: [[chosen, 1 - part], ...(part > 0 ? [[partner.value, part] as const] : [])],
    strength: Number(strength.value),
  };
}

/** A blend in words: `sketch`, or `0.70 sketch + 0.30 clipart`, with the strength where it is not 1. */
export function describeBlend({ shares, strength: factor }: BlendRequest): string {
  const parts = shares.filter(([, part]) => part > 0);
  const names =
    parts.length === 1 ? parts[0]![0] : parts.map(([name, part]) => `${part.toFixed(2)} ${name}`).join(' + ');
  return factor === 1 ? names : `${names}, ΔW × ${factor.toFixed(2)}`;
}

/** Domains the chosen one can be mixed with: those with the same classes. */
export function offerPartners(chosen: DomainSummary, domains: readonly DomainSummary[]): void {
  const same = domains.filter(
    ({ name, classes }) => name !== chosen.name && classes.join('\n') === chosen.classes.join('\n'),
  );
  setOptions(partner, [['', 'nothing'], ...same.map(({ name }) => [name, name] as const)]);
  share.disabled = partner.value === '';
}

/** Shows the answer of a blend. */
export function showBlend(request: BlendRequest, { labels }: Answer): void {
  title.textContent = `The answer of ${describeBlend(request)}`;
  list.replaceChildren(
    ...labels.slice(0, shown).map(({ label, probability }) => {
      const item = element('li');
      item.style.setProperty('--part', `${(100 * probability).toFixed(1)}%`);
      item.append(element('span', label), probabilityOf(probability));
      return item;
    }),
  );
}

/** Calls back whenever a slider moves. */
export function onBlendChange(changed: () => void): void {
  const moved = () => {
    share.disabled = partner.value === '';
    strengthValue.textContent = Number(strength.value).toFixed(2);
    shareValue.textContent = Number(share.value).toFixed(2);
    changed();
  };
  for (const input of [strength, share]) input.addEventListener('input', moved);
  partner.addEventListener('change', () => {
    if (partner.value !== '' && Number(share.value) === 0) share.value = '0.5';
    moved();
  });
}
