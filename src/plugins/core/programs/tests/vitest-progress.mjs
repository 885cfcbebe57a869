/** In the jail: how many of vitest's files are done. Its results come from its JSON report. */
import tell from './tell.cjs';

export default class Progress {
  #all = 0;
  #done = 0;

  onTestRunStart(specifications) {
    this.#all = specifications.length;
  }

  onTestModuleEnd() {
    this.#done += 1;
    tell.progress(this.#done, this.#all, 'files');
  }
}
