import protobuf from 'protobufjs';

export default async function () {
  const { root } = protobuf.parse('syntax = "proto3"; message Note { string text = 1; int32 stars = 2; }');
  const note = root.lookupType('Note');
  return note.toObject(note.decode(note.encode(note.create({ text: 'Hi', stars: 3 })).finish()));
}
