/** What methods, tasks and the mean over them are called where people read them. */
export const displayNames: Readonly<Record<string, string>> = {
  'feature-extractor': 'Feature extractor',
  'fc-and-bn-only': 'FC and BN only',
  ftn: 'FTN',
  taps: 'TAPS',
  adashare: 'AdaShare',
  'fine-tuning': 'Fine-tuning',
  edge: 'edges',
  semseg: 'segmentation',
};
