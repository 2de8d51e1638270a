using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>
/// A host of the version before works on while the next one brings the schema up to date beneath it, by everything that a script may do (see
/// AdditiveScriptsTests): both write, and in the end nothing is lost, doubled or out of order.
/// </summary>
public sealed class SideBySideTests
{
    // Columns in every table, indexes, a table, and a function made anew: prepared statements and row types of the running host meet all of it.
    private const string Next = """
        do $$
        declare t record;
        begin
          for t in select format('%I.%I', schemaname, tablename) as name, schemaname || '_' || tablename as plain from pg_tables
                   where schemaname in ('events', 'platform') and tablename not like 'mt\_%'
          loop
            execute format('alter table %s add column next_version int not null default 0, add column next_words text', t.name);
            execute format('create index %I on %s (next_version)', 'next_' || t.plain, t.name);
          end loop;
        end $$;
        create table zz.next (id int primary key);
        create index next_events on events.mt_events (timestamp);
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_of_the_version_before_works_on_beside_the_next_one_and_nothing_is_lost_or_doubled()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var hosts = await DeliveryHosts.StartAsync();
        var look = await hosts.AddHostAsync(settings: smtp.Settings);
        await hosts.ExecuteAsync($"create table public.tally (seq bigint primary key)");
        await hosts.TurnOnAsync();
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Next, Ct);

        using var before = Start("before", "");
        Assert.Equal("running", await before.ReadAsync(Ct));
        await UntilAsync(async () => await hosts.CountAsync($"select count(*) from public.tally") > 50);
        using var next = Start("next", script);
        Assert.Equal("running", await next.ReadAsync(Ct));
        var atUpgrade = await EventsOfAsync("before");
        // The old one wrote, delivered and was projected before; now both do.
        await UntilAsync(async () => await EventsOfAsync("before") > atUpgrade + 100 && await EventsOfAsync("next") > 100);
        var (old, @new) = (await EndAsync(before), await EndAsync(next));
        Assert.Equal(("", ""), (old.Trouble, @new.Trouble));

        // Neither knows of the other's end: whoever comes next finishes what was under way.
        // A delivery that was in hands when its host ended, or met another writer, comes up again after its lease or a short wait.
        await UntilAsync(async () =>
        {
            await DeliveryHosts.RunAsync(look);
            return (await hosts.LedgerAsync()).Pending == 0;
        });
        var told = await hosts.CountAsync($"select count(*) from events.mt_events where type = 'name_told'");
        Assert.Equal(old.Appended + @new.Appended, told);
        await new ProjectionDaemon(Store(hosts), [new Tally()]).CatchUpAsync(Ct);
        Assert.Equal(told, await hosts.CountAsync($"select count(*) from public.tally"));
        Assert.Equal(0, await hosts.CountAsync($"""
            select count(*) from (select from events.mt_events group by tenant_id, stream_id
                                  having count(*) <> max(version) or min(version) <> 1) gaps
            """));
        var ledger = await hosts.LedgerAsync();
        Assert.True(ledger.Balances && ledger.Pending == 0 && ledger.Failed == 0, $"{ledger}");
        Assert.Equal(ledger.Planned, (old.Appended + 9) / 10 + (@new.Appended + 9) / 10);
        Assert.Equal(smtp.Mails.Count, smtp.Mails.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.Equal((ledger.Sent, 0L), ((long)smtp.Mails.Count, ledger.Unknown));
        var sealer = look.GetRequiredService<Sealer>();
        await sealer.SealAsync(DeliveryHosts.Client, Ct);
        var verified = await look.GetRequiredService<LogVerifier>().VerifyAsync(DeliveryHosts.Client, ct: Ct);
        Assert.True(verified.Ok, verified.Problem);
        Assert.Equal(await hosts.CountAsync($"select count(*) from events.mt_events"), verified.Events);

        // An old host that is started anew is refused, and says what to do.
        var refused = await Migrator.ApplyAsync(hosts.Database.ConnectionString, TestServer.Schemas, Ct);
        Assert.Contains("start that version or a later one", Assert.IsType<SchemaIsNewer>(refused.Refusal).Message);
        File.Delete(script);

        PlayedProcess Start(string name, string scripts) =>
            PlayedProcess.Start(["neighbour", hosts.Database.ConnectionString, $"{smtp.Port}", name, scripts]);

        // Each tenth of its events plans a letter.
        async Task<long> EventsOfAsync(string name) => 10 * await hosts.CountAsync(
            $"select count(*) from platform.deliveries where json ->> 'To' like {name + "-%"} and state = 'sent'");
    }

    private static async Task<(int Appended, string Trouble)> EndAsync(PlayedProcess host)
    {
        var ending = host.FinishAsync(Ct);
        var words = (await host.ReadAsync(Ct))!.Split(' ', 2);
        Assert.Equal(0, await ending);
        return (int.Parse(words[0]), words[1]);
    }

    private static EventStore Store(DeliveryHosts hosts)
    {
        var options = new EventStoreOptions
        {
            DataSource = hosts.Database.DataSource,
            KeyEncryptionKey = Convert.FromBase64String(TestPlatform.MasterKeyText),
        };
        options.Events.Add([typeof(NameTold), typeof(LetterReserved), typeof(LetterBlocked), typeof(LetterEnded)]);
        return new EventStore(options);
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        for (var wait = 0; wait < 2_400; wait++)
        {
            if (await done())
                return;
            await Task.Delay(100, Ct);
        }
        Assert.Fail("It did not come to that within four minutes.");
    }
}
