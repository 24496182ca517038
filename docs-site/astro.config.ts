import { satteri } from '@astrojs/markdown-satteri';
import starlight from '@astrojs/starlight';
import type { AstroIntegration } from 'astro';
import { defineConfig } from 'astro/config';

// Builds send no telemetry.
process.env['ASTRO_TELEMETRY_DISABLED'] = '1';

/** The address of the published site, such as `https://docs.example.com`. A sitemap requires it. */
const site = process.env['DOCS_SITE_URL'];

/** Replaces Starlight's sitemap, which requires an address. */
const noSitemap: AstroIntegration = { name: '@astrojs/sitemap', hooks: {} };

export default defineConfig({
  ...(site === undefined ? {} : { site }),
  // Astro and Starlight need other versions of these packages than the workspace root has.
  vite: { resolve: { noExternal: ['cookie', 'js-yaml'] } },
  // Keep the dashes of flags such as --json.
  markdown: { processor: satteri({ features: { smartPunctuation: false } }) },
  integrations: [
    ...(site === undefined ? [noSitemap] : []),
    starlight({
      title: 'Plexica',
      description: 'Plexica opens a multi-tenant product to plugins.',
      logo: { src: './src/assets/mark.svg', alt: '' },
      favicon: '/mark.svg',
      customCss: ['./src/styles/theme.css'],
      expressiveCode: { defaultProps: { frame: 'none' } },
      credits: false,
      disable404Route: true,
      lastUpdated: false,
      sidebar: [
        {
          label: 'Start',
          items: ['quick-start', 'architecture', { label: 'Marketplace', link: '/marketplace/' }],
        },
        {
          label: 'Guides',
          items: [
            'guides/writing-a-plugin',
            'guides/database',
            'guides/publishing',
            'guides/continuous-integration',
            'guides/installing',
            'guides/operating',
            'guides/people',
            'guides/identity',
            'guides/workspaces',
            'guides/audit-log',
            'guides/scripting',
          ],
        },
        { label: 'Security', items: [{ slug: 'security', label: 'Threats and walls' }, 'security/attacks'] },
        {
          label: 'Reference',
          items: [
            'reference/manifest',
            'reference/access',
            'reference/packages',
            'reference/errors',
            'reference/glossary',
            { label: 'Commands', collapsed: true, items: [{ autogenerate: { directory: 'reference/cli' } }] },
            { label: 'HTTP API', collapsed: true, items: [{ autogenerate: { directory: 'reference/api' } }] },
          ],
        },
      ],
    }),
  ],
});
