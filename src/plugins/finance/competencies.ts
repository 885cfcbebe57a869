import type { CompetencyDefinition } from 'gathering/plugin';

export const competencies: CompetencyDefinition[] = [
  {
    id: 'finance',
    name: 'Finance',
    description: 'Understands money over time: prices, interest, risk, and the statements of companies.',
    category: 'finance',
    skillLevel: 'BEGINNER',
    relatedTools: ['npv_irr', 'loan_schedule', 'dcf_value', 'portfolio_analyze'],
  },
  {
    id: 'financial_analysis',
    name: 'Financial analysis',
    description: 'Judges investments and companies by their cash flows, prices and ratios.',
    category: 'finance',
    parents: ['finance'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['npv_irr', 'get_quote', 'get_price_history'],
  },
  {
    id: 'valuation',
    name: 'Valuation',
    description:
      'Tells what a company or investment is worth: cash flows, discount rates, terminal values, multiples.',
    category: 'finance',
    parents: ['financial_analysis'],
    skillLevel: 'ADVANCED',
    relatedTools: ['dcf_value', 'npv_irr'],
  },
  {
    id: 'portfolio_management',
    name: 'Portfolio management',
    description: 'Measures and balances return and risk of several assets together.',
    category: 'finance',
    parents: ['financial_analysis'],
    skillLevel: 'ADVANCED',
    relatedTools: ['portfolio_analyze', 'portfolio_optimize', 'get_price_history'],
  },
  {
    id: 'accounting',
    name: 'Accounting',
    description: 'Keeps and checks accounts: loans, interest and schedules to the cent.',
    category: 'finance',
    parents: ['finance'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['loan_schedule'],
  },
];
