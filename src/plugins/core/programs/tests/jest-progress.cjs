/** In the jail: how many of jest's files are done. Its results come from its JSON report. */
'use strict';
const { progress } = require('./tell.cjs');

module.exports = class Progress {
  #done = 0;

  onTestResult(_test, _result, { numTotalTestSuites }) {
    this.#done += 1;
    progress(this.#done, numTotalTestSuites, 'files');
  }
};
