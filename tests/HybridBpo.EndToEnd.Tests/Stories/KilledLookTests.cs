namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A host dies right after somebody saw a person's data.</summary>
public sealed class KilledLookTests(DemoHost demo)
{
    [Fact]
    public async Task Who_looked_is_written_down_before_the_page_is_there_so_a_host_killed_right_after_it_loses_nothing()
    {
        await using var own = await OwnHost.StartAsync(demo);
        await own.AddAsync("ines", "supervisor");
        await using var supervisor = await own.OpenAsync("ines");
        await OwnHost.LoadAsync(supervisor.Page, "due.csv", DueFile.Of("L", 3, -20));
        var account = await own.Data.OneAsync<Guid>("select id from collections.accounts order by reference limit 1");
        await supervisor.Page.GotoAsync($"/accounts/{OwnHost.Client}/{account}");
        await own.Host.KillAsync();
        Assert.Equal(1, await own.Data.CountAsync($"""
            platform.looks l join platform.looked_at a on a.client_id = l.client_id and a.look_id = l.id
            join collections.accounts o on o.person_id = a.subject and o.id::text = l.object_id
            where l.object_id = '{account}' and l.act = 'viewed' and l.page = '/accounts/{"{client}/{id:guid}"}'
            """));
    }
}
