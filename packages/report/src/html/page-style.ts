import { chartRules, darkColors, lightColors } from '../chart/chart-style.js';

const light = `${lightColors}--right:#157347;--wrong:#b3261e;--wash:#f5f2ec;`;
const dark = `${darkColors}--right:#62d09a;--wrong:#ff8a80;--wash:#20201e;`;

/** The style sheet of a report: one for screens, wide and narrow, light and dark, and for paper. */
export const pageStyle = `
:root { color-scheme: light dark; ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1190px; padding: 56px 32px 96px; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; }
h1, h2, h3, p, ul, dl, figure { margin: 0; }
h1 { font-size: 34px; line-height: 1.15; font-weight: 650; letter-spacing: -0.015em; max-width: 26em; text-wrap: balance; }
h2 { font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -0.005em; margin: 64px 0 16px; }
h3 { font-size: 15px; font-weight: 600; margin: 28px 0 10px; }
.lead { font-size: 18px; max-width: 40em; margin-top: 14px; text-wrap: pretty; }
.meta { color: var(--muted); font-size: 14px; margin-top: 14px; }
.notice { border-left: 4px solid var(--wrong); background: var(--wash); padding: 12px 18px; margin-top: 22px; max-width: 52em; font-size: 15px; }
.notice ul { padding-left: 1.2em; margin-top: 6px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.legend { color: var(--muted); font-size: 14px; text-wrap: pretty; max-width: 72em; }
figcaption.title { font-size: 15px; font-weight: 600; margin-bottom: 8px; }
.scroll { position: relative; overflow-x: auto; margin: 0 -32px; padding: 0 32px; }
.scroll:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
.scroll + .legend { margin-top: 12px; }
.results { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 15px; line-height: 20px; font-variant-numeric: tabular-nums; border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
.results th { font-weight: 500; text-align: left; vertical-align: bottom; }
.results td, .results tbody th { vertical-align: top; }
.results th, .results td { padding: 7px 0 7px 20px; overflow-wrap: normal; }
.results thead th { color: var(--muted); font-size: 14px; border-bottom: 1px solid var(--ink); }
.results thead tr:first-child th:not([rowspan]) { padding-bottom: 0; border-bottom: none; }
.results .group span { display: block; border-bottom: 1px solid var(--line); padding-bottom: 5px; text-align: center; }
.results .number { text-align: right; white-space: nowrap; }
.results thead .number { white-space: normal; overflow-wrap: break-word; max-width: 9em; }
.results .method { padding-left: 0; position: sticky; left: 0; background: var(--paper); min-width: 8em; max-width: 20em; overflow-wrap: anywhere; }
.results tbody .method { padding-left: 18px; text-indent: -18px; }
.results tbody .method span { text-indent: 0; }
.results tbody tr.first:not(:first-child) > * { border-top: 1px solid var(--grid); }
.results .mean { font-weight: 500; padding-left: 26px; padding-right: 12px; background: linear-gradient(to right, transparent 14px, var(--wash) 14px); }
.results strong { font-weight: 750; }
.results small { color: var(--muted); font-size: 12px; font-weight: 400; }
.results .paper { display: block; }
.swatch { fill: var(--hue); margin-right: 8px; }
.chart { display: block; width: 100%; height: auto; }
.wide { max-width: 1040px; }
.narrow { max-width: 440px; }
figure .legend { margin-top: 12px; }
.narrow { display: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 36px 32px; }
.samples { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 18px 14px; }
.samples li { width: 128px; }
.samples img { display: block; max-width: 100%; height: auto; border-radius: 3px; margin-bottom: 6px; background: var(--wash); }
.samples .pixels { image-rendering: pixelated; }
.samples figcaption { color: var(--ink); font-size: 13px; line-height: 1.35; }
.samples small { display: block; text-wrap: balance; font-size: 12px; color: var(--muted); }
.right { color: var(--right); font-weight: 700; }
.wrong { color: var(--wrong); font-weight: 700; }
.notes { padding-left: 1.2em; max-width: 46em; }
.notes li + li { margin-top: 6px; }
.settings { columns: 2 360px; column-gap: 48px; font-size: 13px; line-height: 1.4; }
.settings div { display: flex; justify-content: space-between; gap: 24px; padding: 4px 0; border-bottom: 1px solid var(--grid); break-inside: avoid; }
.settings dt { color: var(--muted); flex: none; max-width: 60%; }
.settings dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
${chartRules}
.prose { max-width: 44em; text-wrap: pretty; }
.prose + .prose { margin-top: 10px; }
.lead + .prose, h1 + .prose { margin-top: 14px; }
.part > * + *, .part > * + .scroll { margin-top: 18px; }
nav.part { margin-top: 18px; }
.part a, .legend a { color: inherit; }
.tall { align-items: start; }
.images { max-width: 1040px; overflow-x: auto; margin-bottom: 28px; }
.images .chart { min-width: 640px; }
.images .wide .chart { min-width: 820px; }
.chart .pixels { image-rendering: pixelated; }
.folded { border-bottom: 1px solid var(--grid); padding: 10px 0; }
.folded summary { cursor: pointer; font-weight: 600; font-size: 15px; }
.folded summary:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
.folded summary small { color: var(--muted); font-weight: 400; font-size: 14px; margin-left: 8px; }
.folded .scroll { margin-top: 10px; }
.folded .results { font-size: 13px; line-height: 17px; }
.folded .results th, .folded .results td { padding-top: 4px; padding-bottom: 4px; }
@media screen and (max-width: 720px) {
body { padding: 32px 18px 64px; }
h1 { font-size: 27px; }
h2 { margin-top: 48px; }
.lead { font-size: 17px; }
.scroll { margin: 0 -18px; padding: 0 18px; }
.results .group span { text-align: left; }
.results th, .results td { padding-left: 14px; }
.results .mean { padding-left: 26px; }
.results .method { min-width: 7.5em; }
.wide { display: none; }
.narrow { display: block; }
.images .wide { display: block; }
.images .narrow { display: none; }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); }
.samples li { width: auto; }
}
@media print {
.images .chart, .images .wide .chart { min-width: 0; }
:root { --paper: #ffffff; }
body { max-width: none; padding: 0; font-size: 10.5pt; }
h2 { margin-top: 28px; break-after: avoid; }
h3 { break-after: avoid; }
.scroll { overflow: visible; margin: 0; padding: 0; }
.results { font-size: 9.5pt; }
.results th, .results td { padding-left: 10px; }
.results thead .number { overflow-wrap: anywhere; min-width: 4.4em; }
.results:has(thead th:nth-child(8)) { font-size: 8pt; }
.results:has(thead th:nth-child(8)) .number { padding-left: 6px; }
.results .mean { padding-left: 14px; padding-right: 0; background: none; }
.figures { grid-template-columns: 1fr 1fr; gap: 20px; }
.figures .wide { display: none; }
.figures .narrow { display: block; }
.samples { gap: 10px 6px; }
.samples li { width: 84px; }
tr, figure, .samples li { break-inside: avoid; }
.printed::details-content { content-visibility: visible; height: auto; }
}
`;
