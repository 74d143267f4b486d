// @boundaries-ignore every package shares the preset of the repository
import { preset } from '../../tsup.preset.ts';

export default preset();
