export async function selfTest(_jail: unknown, _options: unknown): Promise<string | null> {
  return null;
}
