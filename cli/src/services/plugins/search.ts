import type { SearchResult } from '../../results/plugins.ts';
import type { Api } from '../api.ts';

/** Plugins whose id, name, description or keywords match; all without a query. */
export async function searchPlugins(
  api: Api,
  { query, limit }: { query: string | undefined; limit: number },
): Promise<SearchResult> {
  const { items } = await api.searchPlugins({ limit, ...(query !== undefined && { q: query }) });
  return { plugins: items };
}
