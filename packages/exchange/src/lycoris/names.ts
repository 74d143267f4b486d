/** A layer as LyCORIS names it: its prefix, and underscores for dots. */
export const lycorisName = (layer: string) => `lycoris_${layer.replaceAll('.', '_')}`;
