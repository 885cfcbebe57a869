import { definePlugin } from 'gathering/plugin';
import { competencies } from './competencies.ts';
import { dcfValue } from './dcf-value.ts';
import { loanSchedule } from './loan-schedule.ts';
import { npvIrr } from './npv-irr.ts';
import { portfolioAnalyze } from './portfolio-analyze.ts';
import { portfolioOptimize } from './portfolio-optimize.ts';

export default definePlugin({
  id: 'finance',
  name: 'Finance',
  version: '0.4.0',
  description:
    'Values investments, companies, portfolios and loans, from given numbers or CSV files of the workspace.',
  author: 'GatheRing',
  license: 'MIT',
  tags: ['finance', 'accounting', 'investment'],
  tools: [npvIrr, dcfValue, portfolioAnalyze, portfolioOptimize, loanSchedule],
  competencies,
});
