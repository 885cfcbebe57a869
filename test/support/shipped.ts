/** What comes with GatheRing and loads by itself. */
import core from '../../src/plugins/core/index.ts';
import design from '../../src/plugins/design/index.ts';
import finance from '../../src/plugins/finance/index.ts';

const plugins = [core, design, finance];

/** Their ids, as the start says them. */
export const SHIPPED = plugins.map(({ id }) => id).join(', ');
export const SHIPPED_TOOLS = plugins.reduce((sum, { tools = [] }) => sum + tools.length, 0);
