import { parse, parseFragment } from 'parse5';

/** An element as a browser would see it. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  classes: string[];
  /** The text within, children's included. */
  text: string;
}

interface Node {
  nodeName: string;
  tagName?: string;
  attrs?: { name: string; value: string }[];
  childNodes?: Node[];
  value?: string;
}

/** Every element of an HTML document or of a piece of HTML or SVG, in the order of their opening tags. */
export function elementsOf(text: string): Element[] {
  const root = /^<!doctype/i.test(text) ? parse(text) : parseFragment(text);
  return walk(root as Node);
}

function walk(node: Node): Element[] {
  const inner = (node.childNodes ?? []).flatMap(walk);
  if (node.tagName === undefined) return inner;
  const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
  const classes = attributes.class?.split(/\s+/) ?? [];
  return [{ name: node.tagName, attributes, classes, text: textOf(node) }, ...inner];
}

function textOf(node: Node): string {
  return node.nodeName === '#text' ? (node.value ?? '') : (node.childNodes ?? []).map(textOf).join('');
}
