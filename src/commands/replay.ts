// placeholder
export const replayCommand = { sentence: 'x', help: 'x', run: async () => 1 };
