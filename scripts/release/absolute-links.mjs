import { posix } from 'node:path';

/** Code stands as it is, in blocks and in lines; everything else may hold links. */
const codeOrLink = /```[\s\S]*?```|`[^`\n]*`|(!?)\[((?:`[^`\n]*`|[^\]])*)\]\((?!\w+:|#|\/)([^)\s]+)\)/g;

/** The links of a page that lead into the repository by a path of their own. */
export function relativeLinks(text) {
  return [...text.matchAll(codeOrLink)].map(([, , , path]) => path).filter(Boolean);
}

/**
 * A page of a package with its links into the repository made absolute, as they must be where the page stands alone.
 *
 * @param {string} text Markdown
 * @param {string} url the repository's
 * @param {string} directory the package's folder in it
 */
export function absoluteLinks(text, url, directory) {
  return text.replace(codeOrLink, (found, image, label, path) => {
    if (path === undefined) return found;
    const [file, anchor] = path.split('#');
    const target = posix.join(directory, file) + (anchor === undefined ? '' : `#${anchor}`);
    return `${image}[${label}](${url}/${image ? 'raw' : 'blob'}/main/${target})`;
  });
}
