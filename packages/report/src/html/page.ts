import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '../image/base64.js';
import { Markup, markup, type Part } from '../markup/markup.js';

/**
 * A whole HTML document that needs nothing and may do nothing: its policy lets in the one style sheet named by
 * its hash and images within the page, and no script, request, frame or form. With `refresh` a browser reads it again after
 * as many seconds.
 */
export function htmlPage(title: string, style: string, body: Part, refresh?: number): string {
  const hash = base64(sha256(new TextEncoder().encode(style)));
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${refresh !== undefined && markup`<meta http-equiv="refresh" content="${refresh}">\n`}<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}
