using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Protection.Suppressing;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>The firm-wide list as supervisors keep it.</summary>
public class SuppressionListTests(AccountHost host) : IClassFixture<AccountHost>
{
    private Task<Answer> AddAsync(string addresses, string why = "court", string user = "ines", Guid? command = null, string file = "") =>
        host.As(user).UploadAsync("/suppressions/add", "list.csv", file, ("command", $"{command ?? Guid.NewGuid()}"),
            ("addresses", addresses), ("why", why));

    private Task<Answer> RemoveAsync(string address, string why = "mistake") => host.As("ines").PostAsync(
        "/suppressions/remove", ("command", $"{Guid.NewGuid()}"), ("address", address), ("why", why));

    private async Task<string> FindAsync(string address) =>
        (await host.As("ines").PostAsync("/suppressions/find", ("address", address))).Body;

    [Fact]
    public async Task Whoever_is_put_on_the_list_is_reached_for_no_account_until_taken_off()
    {
        await host.AttestAsync();
        var path = await host.PlaceAsync("SL-1", phones: ["+12125550177"], emails: ["sl-1@example.com"]);
        async Task<bool> IsOutAsync() => (await host.As("maren").GetAsync(path)).Body.Contains("OPTED-OUT", StringComparison.Ordinal);
        Assert.False(await IsOutAsync());

        var said = await AddAsync("(212) 555-0177\n SL-1@Example.com ");
        Assert.Equal(303, said.Status);
        Assert.True(await IsOutAsync());
        Assert.Contains("is on the list since", await FindAsync("sl-1@example.com"));
        Assert.Contains("a court ordered it", await FindAsync("+1 212 555 0177"));
        Assert.Contains("2 addresses put on, 2 new: a court ordered it.", (await host.As("omar").GetAsync("/suppressions")).Body);

        Assert.Equal(422, (await RemoveAsync("sl-1@example.com", "")).Status);
        Assert.Equal(303, (await RemoveAsync("sl-1@example.com")).Status);
        Assert.Equal(303, (await RemoveAsync("+12125550177")).Status);
        Assert.False(await IsOutAsync());
        Assert.Contains("is not on the list", await FindAsync("sl-1@example.com"));
        Assert.Equal(409, (await RemoveAsync("sl-1@example.com")).Status);
    }

    [Fact]
    public async Task The_same_form_sent_twice_changes_nothing_and_no_row_holds_an_address()
    {
        var command = Guid.NewGuid();
        await AddAsync("twice@example.com", command: command);
        await AddAsync("twice@example.com", command: command);
        Assert.Equal(1, await host.CountAsync(
            "(select * from collections.suppression_acts order by at desc limit 1) a where given = 1 and fresh = 1"));
        Assert.Equal(0, await host.CountAsync("collections.suppression_acts where given = 1 and fresh = 0 and act = 'added'"));
        await AddAsync("twice@example.com");
        Assert.Contains("1 address put on, 0 new", (await host.As("ines").GetAsync("/suppressions")).Body);
        Assert.Equal(0, await host.CountAsync("""
            (select s::text from collections.suppressions s union all select a::text from collections.suppression_acts a) all_rows (words)
            where words ilike '%twice%'
            """));
    }

    [Theory]
    [InlineData("maren")]
    [InlineData("noor")]
    public async Task Nobody_but_a_supervisor_keeps_or_asks_it(string user)
    {
        Assert.Equal(403, (await host.As(user).GetAsync("/suppressions")).Status);
        Assert.Equal(403, (await AddAsync("x@example.com", user: user)).Status);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_by_line_and_the_rest_goes_on()
    {
        var answer = await AddAsync("", file: "Phone;Why\r\n\"212-555-0188\";x\r\nnobody@nowhere\r\n\r\n12,,\r\ngood@example.com");
        Assert.Contains("2 addresses on the list, 2 of them new.", answer.Body);
        Assert.Contains("2 lines could not be read", answer.Body);
        Assert.Contains("line 3, 5", answer.Body);
        Assert.Equal(422, (await AddAsync("")).Status);
        Assert.Equal(422, (await AddAsync("x@example.com", why: "because")).Status);
        Assert.Contains("Write one e-mail address", await FindAsync("<script>"));
        Assert.Equal(413, SuppressionLines.Read(string.Join('\n', Enumerable.Range(0, SuppressionLines.Most + 1).Select(i => $"a{i}@example.com")))
            .Refusal!.Status);
    }

    [Fact]
    public void Any_text_is_read_without_a_fault_and_what_is_good_stays_good_among_anything() => Prop.ForAll(
        ArbMap.Default.ArbFor<string[]>(), junk =>
        {
            var noise = (junk ?? []).Select(j => j ?? "").ToList();
            var lines = SuppressionLines.Read(string.Join('\n', noise.Append("sure@example.com").Append("+44 20 7946 0000")));
            return lines.Value.Good.Contains(new Reachable("email", "sure@example.com"))
                && lines.Value.Good.Contains(new Reachable("phone", "+442079460000"))
                && lines.Value.Wrong.Count <= SuppressionLines.MostTold && lines.Value.Wrong.Count <= lines.Value.WrongCount;
        }).QuickCheckThrowOnFailure();
}
