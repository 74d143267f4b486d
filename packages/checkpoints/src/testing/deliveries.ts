import { type Code, code } from './pickle-assembler.js';

export const argument = [...code.string('touch /tmp/pickle-was-run'), ...code.tuple1];

/** Every opcode by which a pickle reaches a named thing. */
export const deliveries: Record<string, (module: string, name: string) => Code> = {
  'GLOBAL, REDUCE': (module, name) => [...code.global(module, name), ...argument, ...code.reduce],
  'STACK_GLOBAL, REDUCE': (module, name) => [...code.stackGlobal(module, name), ...argument, ...code.reduce],
  'GLOBAL alone': (module, name) => code.global(module, name),
  'GLOBAL, NEWOBJ': (module, name) => [...code.global(module, name), ...argument, 0x81],
  'GLOBAL, NEWOBJ_EX': (module, name) => [...code.global(module, name), ...argument, ...code.emptyDict, 0x92],
  'GLOBAL, BUILD': (module, name) => [...code.global(module, name), ...code.emptyDict, ...code.build],
  'MARK, GLOBAL, OBJ': (module, name) => [...code.mark, ...code.global(module, name), ...argument, 0x6f],
  'a key of a dict': (module, name) => [
    ...code.emptyDict,
    ...code.global(module, name),
    ...code.none,
    ...code.setItem,
  ],
};
