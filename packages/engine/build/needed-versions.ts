// What a shared library asks of those it is loaded with, read out of its file (ELF, 64 bits, little-endian): that is decided by the
// compiler's target, and shows on an older system alone.

/** Types of sections: the libraries needed, and the versions needed of them. */
const dynamic = 6;
const neededVersions = 0x6ffffffe;

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  /** The section of its names. */
  readonly link: number;
}

/** What is needed: libraries by name, and of each the versions of its symbols. */
export interface Needs {
  readonly libraries: readonly string[];
  readonly versions: readonly string[];
}

/** Reads what an ELF file needs. @throws RangeError or Error where it is none, or is cut */
export function readNeeds(bytes: Uint8Array): Needs {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number => view.getUint32(at, true);
  const long = (at: number): number => Number(view.getBigUint64(at, true));
  const half = (at: number): number => view.getUint16(at, true);
  if (view.getUint32(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) {
    throw new Error('not an ELF file of 64 bits, little-endian');
  }
  const [start, step, count] = [long(0x28), half(0x3a), half(0x3c)];
  const sections: Section[] = Array.from({ length: count }, (_, i) => {
    const at = start + i * step;
    return { type: word(at + 4), offset: long(at + 24), size: long(at + 32), link: word(at + 40) };
  });
  const name = (section: Section, at: number): string => {
    const from = sections[section.link]!.offset + at;
    return new TextDecoder().decode(bytes.subarray(from, bytes.indexOf(0, from)));
  };

  const libraries: string[] = [];
  const versions: string[] = [];
  for (const section of sections) {
    if (section.type === dynamic) {
      for (let at = section.offset; at < section.offset + section.size; at += 16) {
        if (long(at) === 1) libraries.push(name(section, long(at + 8)));
      }
    }
    if (section.type !== neededVersions) continue;
    for (let at = section.offset, next = 1; next !== 0; at += next) {
      for (let one = at + word(at + 8), left = half(at + 2); left > 0; left--, one += word(one + 12)) {
        versions.push(name(section, word(one + 8)));
      }
      next = word(at + 12);
    }
  }
  return { libraries, versions: [...new Set(versions)].sort() };
}

const parts = (version: string): number[] => version.split('.').map(Number);

/** Versions of what a system has: its C library, and the runtimes of a compiler. Other libraries are brought along. */
const ofSystem = /^(GLIBC|GLIBCXX|CXXABI|GCC)_/;

/** The versions among those needed that a system with this C library, and no runtime of a compiler, lacks. */
export function beyondGlibc(needs: Needs, glibc: string): string[] {
  const [major = 0, minor = 0] = parts(glibc);
  return needs.versions.filter((version) => {
    const [, number] = /^GLIBC_([\d.]+)$/.exec(version) ?? [];
    if (number === undefined) return ofSystem.test(version);
    const [itsMajor = 0, itsMinor = 0] = parts(number);
    return itsMajor > major || (itsMajor === major && itsMinor > minor);
  });
}
