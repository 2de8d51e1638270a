using System.Net;
using System.Text;
using HybridBpo.Events;
using HybridBpo.Inbox.Attaching;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Files at a case: what is taken, who sees them, and that they go with the person.
public class AttachmentTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7 Rowan Ellery, budget form");

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_attached_once_saved_by_whoever_sees_the_case_removed_and_brought_back()
    {
        var ask = await OpenAsync("A-1");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        var command = Guid.NewGuid();
        Assert.Contains("budget.pdf", (await maren.UploadAsync(ask, "..\\..\\budget.pdf", Pdf, command)).Body);
        await maren.UploadAsync(ask, "budget.pdf", Pdf, command);
        var file = Assert.Single((await StateAsync(ask)).Attachments);

        using var answer = await tobias.FetchAsync($"{Tests.House.Person.PathOf(ask)}/files/{file.FileId}");
        Assert.Equal(Pdf, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(("attachment", "application/octet-stream"), (answer.Content.Headers.ContentDisposition!.DispositionType,
            answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").First());
        Assert.Contains("Tobias R. opened a file", (await maren.SeeAsync(ask)).Body);

        Assert.Equal(HttpStatusCode.Forbidden, (await RemoveAsync(tobias, ask, file.FileId)).Status);
        Assert.Contains("“budget.pdf” is removed.", (await RemoveAsync(maren, ask, file.FileId)).Body);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(tobias, ask, file.FileId));
        Assert.Equal(HttpStatusCode.NotFound, (await RemoveAsync(tobias, ask, file.FileId, "reattach")).Status);
        await RemoveAsync(maren, ask, file.FileId, "reattach");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(tobias, ask, file.FileId));
    }

    [Fact]
    public async Task What_was_removed_is_gone_once_it_cannot_be_brought_back()
    {
        var ask = await OpenAsync("A-2");
        using var maren = house.As(Maren);
        await maren.UploadAsync(ask, "a.pdf", Pdf);
        var file = (await StateAsync(ask)).Attachments[0].FileId;
        var system = Access.System("test");
        var handler = Dropping(TimeSpan.Zero);
        var due = new Message(Guid.NewGuid(), ask.Client, handler.Kind, $$"""{"CaseId":"{{ask.CaseId}}","FileId":"{{file}}"}""", 1);
        await handler.HandleAsync(due, Ct);
        Assert.Null((await house.Get<FileStore>().OpenAsync(system, ask.Client, file, Ct)).Refusal);
        await RemoveAsync(maren, ask, file);
        // The message of a removal before this one comes while it may still be brought back.
        await handler.HandleAsync(due, Ct);
        Assert.Null((await house.Get<FileStore>().OpenAsync(system, ask.Client, file, Ct)).Refusal);
        await Dropping(house.Get<InboxSettings>().UndoWindow).HandleAsync(due, Ct);
        Assert.NotNull((await house.Get<FileStore>().OpenAsync(system, ask.Client, file, Ct)).Refusal);
        var state = await StateAsync(ask);
        var late = RemoveAttachment.Restore(new(Maren, file, false), TimeSpan.FromSeconds(20), state, DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.IsType<TooLateToUndo>(late.Refusal);
    }

    [Fact]
    public async Task Each_removals_message_takes_what_that_one_removed_whatever_the_hosts_clock_says()
    {
        var ask = await OpenAsync("A-7");
        using var maren = house.As(Maren);
        await maren.UploadAsync(ask, "a.pdf", Pdf);
        var file = (await StateAsync(ask)).Attachments[0].FileId;
        await RemoveAsync(maren, ask, file);
        await RemoveAsync(maren, ask, file, "reattach");
        await RemoveAsync(maren, ask, file);
        var sent = await house.Database.QueryAsync<string>(Access.System("test"), $"""
            select json::text from platform.messages where kind = {DropAttachment.MessageKind} and json ->> 'FileId' = {file.ToString()}
            order by not_before
            """, Ct);
        Assert.Equal(2, sent.Count);

        await Dropping(TimeSpan.FromMinutes(5)).HandleAsync(Said(sent[0]), Ct);
        Assert.Null((await house.Get<FileStore>().OpenAsync(Access.System("test"), ask.Client, file, Ct)).Refusal);
        await Dropping(TimeSpan.FromMinutes(-5)).HandleAsync(Said(sent[1]), Ct);
        Assert.NotNull((await house.Get<FileStore>().OpenAsync(Access.System("test"), ask.Client, file, Ct)).Refusal);

        Message Said(string json) => new(Guid.NewGuid(), ask.Client, DropAttachment.MessageKind, json, 1);
    }

    [Fact]
    public async Task With_the_words_that_are_no_longer_kept_goes_the_file()
    {
        var ask = await OpenAsync("A-8");
        using var maren = house.As(Maren);
        await maren.UploadAsync(ask, "Rowan Ellery budget.pdf", Pdf);
        var file = (await StateAsync(ask)).Attachments[0].FileId;
        var added = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Single(e => e.Data is AttachmentAdded).Seq;
        await using var connection = new Npgsql.NpgsqlConnection(fixture.Database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var all = new Npgsql.NpgsqlCommand("set app.clients = '*'", connection);
        await all.ExecuteNonQueryAsync(Ct);
        Assert.Empty(await house.Get<KeyedCopies>().RedactAsync(connection, ask.Client, [added], Ct));

        Assert.NotNull((await house.Get<FileStore>().OpenAsync(Access.System("test"), ask.Client, file, Ct)).Refusal);
        Assert.Equal(0L, await house.Database.SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from platform.file_chunks where file_id = {file}", Ct));
    }

    private DropAttachment Dropping(TimeSpan later) =>
        new(house.Get<CaseDesk>(), house.Get<FileStore>(), house.Get<InboxSettings>(), new FakeClock(DateTimeOffset.UtcNow + later));

    [Fact]
    public async Task Another_clients_case_another_kind_and_what_is_withheld_answer_as_if_there_were_nothing()
    {
        var ask = await OpenAsync("A-3");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        using var otto = house.As(Otto);
        using var rita = house.As(Rita);
        await maren.UploadAsync(ask, "before.pdf", Pdf);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.UploadAsync(ask, "after.pdf", Pdf);
        var (before, after) = ((await StateAsync(ask)).Attachments[0].FileId, (await StateAsync(ask)).Attachments[1].FileId);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(tobias, ask, before));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(tobias, ask, after));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(maren, ask, after));
        Assert.DoesNotContain("after.pdf", (await tobias.SeeAsync(ask)).Body);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(otto, ask, before));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(rita, ask, before));
        Assert.Equal(HttpStatusCode.NotFound, (await otto.UploadAsync(ask, "x.pdf", Pdf)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await rita.UploadAsync(ask, "x.pdf", Pdf)).Status);
        var other = await OpenAsync("A-4");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(maren, other, before));
    }

    [Fact]
    public async Task At_most_twenty_and_ten_megabytes_also_when_sent_at_once()
    {
        var ask = await OpenAsync("A-5");
        using var maren = house.As(Maren);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await maren.UploadAsync(ask, "l.pdf", [.. Pdf, .. new byte[(10 << 20) - 10]])).Status);
        Assert.Contains("The file is empty", (await maren.UploadAsync(ask, "e.pdf", [])).Body);
        Assert.Contains("This kind of file is not taken", (await maren.UploadAsync(ask, "a.pdf", "<svg onload=x>"u8.ToArray())).Body);
        for (var n = 0; n < 18; n++)
        {
            await maren.UploadAsync(ask, $"{n}.pdf", Pdf);
        }

        await Task.WhenAll(Enumerable.Range(18, 5).Select(n => maren.UploadAsync(ask, $"{n}.pdf", Pdf)));
        Assert.True((await StateAsync(ask)).Attachments.Count <= AttachFile.Most);
        await maren.UploadAsync(ask, "x.pdf", Pdf);
        await maren.UploadAsync(ask, "y.pdf", Pdf);
        Assert.Contains("at most 20 files", (await maren.UploadAsync(ask, "z.pdf", Pdf)).Body);
        Assert.Equal(AttachFile.Most, (await StateAsync(ask)).Attachments.Count);
    }

    [Fact]
    public async Task With_the_person_go_their_files_and_the_names_of_them()
    {
        var ask = await OpenAsync("A-6");
        using var maren = house.As(Maren);
        await maren.UploadAsync(ask, "Rowan Ellery budget.pdf", Pdf);
        var file = (await StateAsync(ask)).Attachments[0].FileId;
        Assert.Equal(0L, await house.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"""
            select count(*) from platform.file_chunks where file_id = {file} and position({Encoding.ASCII.GetBytes("Rowan")} in sealed) > 0
            """, Ct));
        await house.Get<Erasure>().EraseAsync(ask.Client, ask.SubjectId, Ct);
        Assert.NotNull((await house.Get<FileStore>().OpenAsync(Access.System("test"), ask.Client, file, Ct)).Refusal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(maren, ask, file));
        Assert.DoesNotContain("budget.pdf", (await maren.SeeAsync(ask)).Body);
    }

    [Theory]
    [InlineData("%PDF-1.4", "a.exe", "pdf", "a.exe.pdf")]
    [InlineData("plain words", "notes.txt", "txt", "notes.txt")]
    [InlineData("a,b", "list.csv", "txt", "list.csv")]
    [InlineData("hello", "evil.html", "txt", "evil.html.txt")]
    [InlineData("hello", "/etc/../gpj\u202E.txt", "txt", "gpj.txt")]
    [InlineData("hello", "a\r\nSet-Cookie: x.txt", "txt", "aSet-Cookie x.txt")]
    [InlineData("hello", "", "txt", "file.txt")]
    public void A_file_is_what_it_holds_and_its_name_is_safe(string content, string name, string type, string kept)
    {
        Assert.Equal(type, FileLook.TypeOf(Encoding.UTF8.GetBytes(content), name).Value);
        Assert.Equal(kept, FileLook.NameOf(name, type));
    }

    [Theory]
    [InlineData("<html><body>")]
    [InlineData("  <?xml version='1.0'?><svg/>")]
    [InlineData("words <SCRIPT>alert(1)</script>")]
    [InlineData("MZ\u0000\u0001")]
    [InlineData("PK\u0003\u0004 anything packed")]
    public void What_could_run_is_not_taken_whatever_its_name(string content) =>
        Assert.IsType<FileNotTaken>(FileLook.TypeOf(Encoding.UTF8.GetBytes(content), "picture.png").Refusal);

    private async Task<OpenCase> OpenAsync(string reference)
    {
        var ask = Asks.Plan(reference);
        await house.OpenAsync(ask);
        return ask;
    }

    private async Task<Case> StateAsync(OpenCase ask) =>
        (await house.Get<CaseDesk>().LoadAsync(Access.System("test"), ask.Client, ask.CaseId, Ct))!;

    private static async Task<HttpStatusCode> StatusAsync(Person by, OpenCase on, Guid file)
    {
        using var answer = await by.FetchAsync($"{Tests.House.Person.PathOf(on)}/files/{file}");
        return answer.StatusCode;
    }

    private static Task<(HttpStatusCode Status, string Body, string? To)> RemoveAsync(Person by, OpenCase on, Guid file, string act = "detach") =>
        by.ActAsync(on, act, ("command", $"{Guid.NewGuid()}"), ("file", $"{file}"));
}
