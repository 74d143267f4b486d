declare module '@networks/*.safetensors?url' {
  const url: string;
  export default url;
}
