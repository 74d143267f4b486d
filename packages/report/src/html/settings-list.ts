import { type Markup, markup } from '../markup/markup.js';
import { flattenSettings } from '../text/format-settings.js';

/** Every setting by its path, so that the run can be repeated. */
export function settingsList(settings: Readonly<Record<string, unknown>>): Markup | undefined {
  const all = flattenSettings(settings);
  if (all.length === 0) return undefined;
  const rows = all.map(([path, value]) => markup`<div><dt>${path}</dt><dd>${value}</dd></div>\n`);
  return markup`<dl class="settings">
${rows}</dl>`;
}
