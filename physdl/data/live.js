// A figure's kernel: it draws values for which the page has no frame. The figure may stand on the page before or after.
export default {
  initialize({ model }) {
    const id = model.get("figure");
    const open = new Map();
    let count = 0;
    model.on("msg:custom", (message, buffers) => {
      const answer = open.get(message.number);
      open.delete(message.number);
      if (!answer) return;
      const [png] = buffers.map((buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength));
      const picture = png && `data:image/png;base64,${btoa(png.reduce((text, byte) => text + String.fromCharCode(byte), ""))}`;
      answer({ ...message, picture });
    });
    window.physdl ??= { kernels: new Map() };
    window.physdl.kernels.set(id, {
      texts: model.get("texts"),
      start: model.get("start"),
      lines: model.get("lines"),
      ask: (indices, night) => new Promise((answer) => {
        open.set(++count, answer);
        model.send({ number: count, indices, night });
      }),
    });
    document.dispatchEvent(new Event("physdl:kernel"));
    return () => window.physdl.kernels.delete(id);
  },
};
