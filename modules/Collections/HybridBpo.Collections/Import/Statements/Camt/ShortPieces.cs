using System.Xml;

namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>
/// Text in which no tag and no text between tags is very long: the standard knows none, and a reader of XML takes hours over a tag with a million
/// attributes.
/// </summary>
internal sealed class ShortPieces(TextReader text) : TextReader
{
    private const int Most = 100_000;

    private int length, line = 1;

    public override int Peek() => text.Peek();

    public override int Read()
    {
        var one = new char[1];
        return Read(one, 0, 1) == 0 ? -1 : one[0];
    }

    public override int Read(char[] buffer, int index, int count)
    {
        var read = text.Read(buffer, index, count);
        foreach (var c in buffer.AsSpan(index, read))
        {
            length = c is '<' or '>' ? 0 : length + 1;
            if (c == '\n') line++;
            if (length > Most) throw new XmlException($"a text or a tag of more than {Most:N0} characters.", null, line, 1);
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) text.Dispose();
        base.Dispose(disposing);
    }
}
