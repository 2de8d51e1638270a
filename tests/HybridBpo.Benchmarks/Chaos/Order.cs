using HybridBpo.Platform;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>What a host is told to do, once, however often it is told. As one line: <c>do KIND ID CLIENT STREAM OTHER COUNT</c>.</summary>
/// <param name="Kind"><c>move</c> decides on one stream, <c>mail</c> also plans a delivery, <c>pair</c> writes to two streams or none, <c>bulk</c>
/// starts many streams by COPY.</param>
/// <param name="Id">Of the command.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Stream">The stream; of a bulk nothing.</param>
/// <param name="Other">The second stream of a pair.</param>
/// <param name="Count">How many events, or streams of a bulk.</param>
internal sealed record Order(string Kind, Guid Id, string Client, Guid Stream, Guid Other, int Count)
{
    public const int EventsOfBulkStream = 3, Streams = 24;

    public static readonly string[] Clients = ["ashdown", "birchley"];

    public string Line => $"do {Kind} {Id:N} {Client} {Stream:N} {Other:N} {Count}";

    public static Order Parse(string[] words) =>
        new(words[1], Guid.ParseExact(words[2], "N"), words[3], Guid.ParseExact(words[4], "N"), Guid.ParseExact(words[5], "N"), int.Parse(words[6]));

    /// <summary>The next of a seeded series. Few streams, so that hosts meet on them.</summary>
    public static Order Next(Random random)
    {
        var id = new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]);
        var client = Clients[random.Next(Clients.Length)];
        var (stream, other) = (random.Next(Streams), random.Next(Streams - 1));
        var kind = random.Next(100) switch { < 60 => "move", < 75 => "mail", < 97 => "pair", _ => "bulk" };
        return new Order(kind, id, client, StreamOf(client, stream), StreamOf(client, other < stream ? other : other + 1),
            kind switch { "bulk" => random.Next(5, 60), "move" => random.Next(1, 4), _ => 1 });
    }

    /// <summary>The events that it must leave behind: how many on which stream.</summary>
    public IEnumerable<(Guid Stream, int Events)> Wanted() => Kind switch
    {
        "pair" => [(Stream, 1), (Other, 1)],
        "bulk" => Enumerable.Range(0, Count).Select(i => (BulkStream(i), EventsOfBulkStream)),
        _ => [(Stream, Count)],
    };

    public Guid BulkStream(int index) => Ids.For(Client, "bulk", $"{Id:N} {index}");

    private static Guid StreamOf(string client, int number) => Ids.For(client, "parcel", $"{number}");
}
