import { definePlugin } from 'gathering/plugin';
import { competencies } from './competencies.ts';
import { config } from './config.ts';
import { dcfValue } from './dcf-value.ts';
import { getPriceHistory } from './get-price-history.ts';
import { getQuote } from './get-quote.ts';
import { loanSchedule } from './loan-schedule.ts';
import { npvIrr } from './npv-irr.ts';
import { portfolioAnalyze } from './portfolio-analyze.ts';
import { portfolioOptimize } from './portfolio-optimize.ts';

export default definePlugin({
  id: 'finance',
  name: 'Finance',
  version: '0.4.0',
  description:
    'Values investments, companies, portfolios and loans, from given numbers, CSV files of the workspace, or prices of Yahoo Finance.',
  author: 'GatheRing',
  license: 'MIT',
  tags: ['finance', 'accounting', 'investment'],
  config,
  tools: [npvIrr, dcfValue, portfolioAnalyze, portfolioOptimize, loanSchedule, getQuote, getPriceHistory],
  competencies,
});
