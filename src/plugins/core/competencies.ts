import type { CompetencyDefinition } from 'gathering/plugin';

const gitTools = [
  ...['git_status', 'git_log', 'git_diff', 'git_show', 'git_blame', 'git_branches', 'git_add', 'git_commit'],
  ...['git_checkout', 'git_clone', 'git_fetch', 'git_push'],
];

export const competencies: CompetencyDefinition[] = [
  {
    id: 'file_management',
    name: 'File management',
    description: 'Finds, reads, writes and organises the files of a project.',
    category: 'workspace',
    skillLevel: 'BEGINNER',
    relatedTools: ['fs_read', 'fs_write', 'fs_list', 'fs_move', 'fs_delete', 'fs_search'],
  },
  {
    id: 'version_control',
    name: 'Version control',
    description:
      'Follows and records how a project changes: revisions, branches, and who changed what and why.',
    category: 'development',
    skillLevel: 'BEGINNER',
    relatedTools: gitTools,
  },
  {
    id: 'git',
    name: 'Git',
    description:
      'Works with Git repositories: states of the working tree, history and differences, commits, branches, and remotes.',
    category: 'development',
    parents: ['version_control'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: gitTools,
  },
  {
    id: 'programming',
    name: 'Programming',
    description: 'Reads, writes and reasons about source code in any language.',
    category: 'development',
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['fs_read', 'fs_write', 'python_run', 'javascript_run', 'run_tests'],
  },
  {
    id: 'python',
    name: 'Python',
    description: 'Programs in Python: the language, its standard library and its packaging.',
    category: 'programming_language',
    parents: ['programming'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['python_run', 'fs_read', 'fs_write'],
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    description: 'Programs in JavaScript, for browsers and for Node.js.',
    category: 'programming_language',
    parents: ['programming'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['javascript_run', 'fs_read', 'fs_write'],
  },
  {
    id: 'typescript',
    name: 'TypeScript',
    description: 'Programs in TypeScript: its types, its compiler, and how it goes with JavaScript.',
    category: 'programming_language',
    parents: ['programming'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['run_tests', 'fs_read', 'fs_write'],
  },
  {
    id: 'testing',
    name: 'Testing',
    description: 'Writes and runs tests of software, and finds out why one fails.',
    category: 'development',
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['run_tests'],
  },
  {
    id: 'shell_commands',
    name: 'Shell commands',
    description: 'Works with the programs of a Unix system: their arguments, input, output and exit codes.',
    category: 'development',
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['run_command'],
  },
  {
    id: 'mathematics',
    name: 'Mathematics',
    description: 'Calculates: arithmetic, units, algebra with numbers and matrices, statistics.',
    category: 'science',
    skillLevel: 'BEGINNER',
    relatedTools: ['calculate'],
  },
  {
    id: 'web_research',
    name: 'Web research',
    description: 'Finds out from pages and interfaces of the web, and judges what they say.',
    category: 'research',
    skillLevel: 'BEGINNER',
    relatedTools: ['http_request'],
  },
  {
    id: 'language_models',
    name: 'Language models',
    description:
      'Asks language models well: says what is wanted, chooses the model, and checks what it answers.',
    category: 'artificial_intelligence',
    skillLevel: 'BEGINNER',
    relatedTools: ['llm_chat'],
  },
];
