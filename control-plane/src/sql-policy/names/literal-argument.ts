import { type Fields, names } from '../tree/walk.ts';

/** The text of a plain literal, with or without a redundant cast to its type. */
export function literal(argument: Fields, type: string): string | undefined {
  const cast = argument['TypeCast'] as { arg?: Fields; typeName?: Fields } | undefined;
  if (cast !== undefined) {
    const { names: path, arrayBounds, typmods } = cast.typeName ?? {};
    const [last, schema = 'pg_catalog', ...more] = names(path).reverse();
    const plain = arrayBounds === undefined && typmods === undefined && more.length === 0;
    if (!plain || last !== type || schema !== 'pg_catalog') return undefined;
  }
  const constant = (cast?.arg ?? argument)['A_Const'] as { sval?: { sval?: string } } | undefined;
  return constant?.sval === undefined ? undefined : (constant.sval.sval ?? '');
}
