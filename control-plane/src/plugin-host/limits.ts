/** Bytes of memory that one sandbox may use, the part of Node that all share included. */
export const MEMORY_LIMIT = 320 * 1024 * 1024;
