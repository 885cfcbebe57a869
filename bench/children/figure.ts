/** Measures one figure in a fresh process, so that none inherits the heap or the compiled code of another. */
import { FIGURES } from '../figures.ts';
import { answerParent } from '../processes.ts';

answerParent({ measure: async (name: string) => (await FIGURES[name]!())() });
