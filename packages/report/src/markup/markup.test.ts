import { describe, expect, it } from 'vitest';
import { Markup, markup } from './markup.js';

describe('markup', () => {
  it('escapes values in text and attributes, and inserts markup as it is', () => {
    const hostile = `"'><script>alert(1)</script>\`&amp;`;
    const inner = markup`<b title="${hostile}">${hostile}</b>`;
    expect(inner.text).not.toContain('<script');
    expect(inner.text).toContain('&quot;&#39;&gt;&lt;script&gt;');
    expect(inner.text).toContain('&#96;&amp;amp;');
    expect(markup`<p>${inner}</p>`.text).toBe(`<p>${inner.text}</p>`);
  });

  it('concatenates lists and writes nothing for undefined', () => {
    expect(markup`<i>${[1, 'a', new Markup('<br>')]}${undefined}${false}</i>`.text).toBe('<i>1a<br></i>');
  });
});
