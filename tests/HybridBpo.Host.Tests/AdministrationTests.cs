using HybridBpo.Host.SignIn;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Host.Tests;

public sealed class AdministrationTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_added_person_can_sign_in_with_the_password_shown_once()
    {
        var admin = await host.SignedInAsync("administrator");
        var added = await admin.PostAsync(
            "/admin/users",
            [("name", "nora"), ("displayName", "Nora <P>"), ("roles", "collector"), ("roles", "analyst"), ("client", "fernbrook")]);
        var password = System.Text.RegularExpressions.Regex.Match(added.Body, "hb-secret d-block[^>]*>([a-z0-9-]+)<").Groups[1].Value;
        Assert.Equal(303, (int)(await host.Browse().SignInAsync("nora", password)).Status);
        var list = await admin.GetAsync("/admin/users?q=nora");
        Assert.Contains("Nora &lt;P&gt;", list.Body);
        Assert.DoesNotContain(password, list.Body);
    }

    [Theory]
    [InlineData("", "A", "collector", "fernbrook")]
    [InlineData("Has Spaces", "A", "collector", "fernbrook")]
    [InlineData("fine", "", "collector", "fernbrook")]
    [InlineData("fine", "A", "king", "fernbrook")]
    [InlineData("fine", "A", "collector", "nobodys-client")]
    public async Task Bad_input_adds_nobody_and_keeps_what_was_typed(string name, string displayName, string role, string client)
    {
        var admin = await host.SignedInAsync("administrator");
        var answer = await admin.PostAsync("/admin/users", [("name", name), ("displayName", displayName), ("roles", role), ("client", client)]);
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("role=\"alert\"", answer.Body);
        Assert.Equal(0L, await ScalarAsync("select count(*) from identity.users where user_name = 'fine'"));
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        var person = await host.AddAsync(["collector"]);
        var again = await host.WithAccountsAsync(a => a.AddAsync(TestHost.Tester, person.Name, "Other", [], [], Ct));
        Assert.IsType<UserNameTaken>(again.Refusal);
    }

    [Fact]
    public async Task The_last_administrator_can_be_neither_switched_off_nor_demoted_even_by_two_at_once()
    {
        await using var database = await Testing.TestDatabase.CreateAsync();
        var app = host.Build(database.ConnectionString, []);
        await using (app)
        {
            await using var scope = app.Services.CreateAsyncScope();
            Accounts Accounts() => scope.ServiceProvider.GetRequiredService<Accounts>();
            var first = (await Accounts().AddAsync(TestHost.Tester, "first", "First", ["administrator"], [], Ct)).Value;
            Assert.IsType<LastAdministrator>((await Accounts().DisableAsync(TestHost.Tester, first.Id, Ct)).Refusal);
            Assert.IsType<LastAdministrator>((await Accounts().SetRightsAsync(TestHost.Tester, first.Id, [], [], Ct)).Refusal);
            var second = (await Accounts().AddAsync(TestHost.Tester, "second", "Second", ["administrator"], [], Ct)).Value;
            var both = await Task.WhenAll(
                Accounts().DisableAsync(TestHost.Tester, first.Id, Ct), Accounts().SetRightsAsync(TestHost.Tester, second.Id, [], [], Ct));
            Assert.Single(both, r => r.Refusal is LastAdministrator);
        }
    }

    [Fact]
    public async Task Changing_ones_own_rights_is_written_down_as_that()
    {
        var person = await host.AddAsync(["administrator"]);
        var admin = await host.SignInAsync(person);
        var changed = await admin.PostAsync(
            $"/admin/users/{person.Id}/rights", [("roles", "administrator"), ("roles", "supervisor"), ("client", "fernbrook")]);
        Assert.Equal(303, (int)changed.Status);
        Assert.Equal(1L, await ScalarAsync(
            $"select count(*) from identity.audit where act = 'changed-own-rights' and user_id = '{person.Id}' and actor_id = '{person.Id}'"));
        Assert.Contains("Changed their own roles and clients", (await admin.GetAsync($"/admin/users/{person.Id}")).Body);
    }

    [Fact]
    public async Task All_clients_and_all_roles_can_be_taken_away_at_once()
    {
        var (person, other) = (await host.AddAsync(["administrator"]), await host.AddAsync(["collector"], ["fernbrook"]));
        var admin = await host.SignInAsync(person);
        Assert.Equal(303, (int)(await admin.PostAsync($"/admin/users/{other.Id}/rights", [("roles", "collector")])).Status);
        Assert.Equal(0L, await ScalarAsync($"select count(*) from identity.user_clients where user_id = '{other.Id}'"));
        Assert.Equal(303, (int)(await admin.PostAsync($"/admin/users/{other.Id}/rights", [])).Status);
        Assert.Equal(0L, await ScalarAsync($"select count(*) from identity.user_roles where user_id = '{other.Id}'"));
    }

    [Fact]
    public async Task The_audit_only_grows()
    {
        await host.AddAsync(["collector"]);
        foreach (var sql in new[] { "update identity.audit set act = 'x'", "delete from identity.audit" })
        {
            await using var command = host.Database.DataSource.CreateCommand(sql);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct));
            Assert.Contains("only grows", refused.MessageText);
        }
    }

    [Fact]
    public async Task A_client_is_added_once_and_nobody_sees_it_until_assigned()
    {
        var person = await host.AddAsync(["administrator", "analyst"], ["fernbrook"]);
        var admin = await host.SignInAsync(person);
        (string, string)[] form = [("name", "Tilbury Freight"), ("code", "tilbury"), ("currency", "USD"), ("country", "US"),
            ("timeZone", "America/Denver"), ("regime", "us-fdcpa")];
        Assert.Equal(303, (int)(await admin.PostAsync("/admin/clients", form)).Status);
        Assert.Equal(409, (int)(await admin.PostAsync("/admin/clients", form)).Status);
        Assert.Equal(404, (int)(await admin.GetAsync("/probe/tilbury/object")).Status);
        Assert.Equal(303, (int)(await admin.PostAsync($"/admin/users/{person.Id}/rights",
            [("roles", "administrator"), ("roles", "analyst"), ("client", "fernbrook"), ("client", "tilbury")])).Status);
        Assert.Equal(200, (int)(await admin.GetAsync("/probe/tilbury/object")).Status);
    }

    [Fact]
    public async Task Switching_somebody_off_is_explained_with_their_name_before_it_is_done()
    {
        var person = await host.AddAsync(["collector"]);
        var page = (await (await host.SignedInAsync("administrator")).GetAsync($"/admin/users/{person.Id}")).Body;
        Assert.Matches("(?s)<details[^>]*>\\s*<summary[^>]*>.*?Switch off….*?"
            + $"<form[^>]*/admin/users/{person.Id}/disable.*?Switch off Person", page);
    }

    [Fact]
    public async Task The_list_of_clients_says_that_sending_is_stopped_with_the_firm()
    {
        var admin = await host.SignedInAsync("administrator");
        var sending = host.App.Services.GetRequiredService<SendingSwitch>();
        Assert.DoesNotContain("stopped", (await admin.GetAsync("/admin/clients")).Body);
        var supervisors = new[] { "one", "two" }.Select(id =>
            new Access(new Actor(Actor.Person, id, id), ["fernbrook"], [Roles.Supervisor])).ToArray();
        var stop = (await sending.StopAsync(supervisors[0], SendingScope.OfFirm(), "Wrong text", Ct)).Value;
        var stopped = (await admin.GetAsync("/admin/clients")).Body;
        Assert.Equal(stopped.Split("<tr data-row").Length, stopped.Split("stopped with the firm").Length);
        foreach (var supervisor in supervisors) Assert.Null((await sending.RestartAsync(supervisor, stop, Ct)).Refusal);
        await sending.StopAsync(supervisors[0], SendingScope.OfClient("fernbrook"), "Wrong text", Ct);
        Assert.Equal(1, (await admin.GetAsync("/admin/clients")).Body.Split("</i> stopped<").Length - 1);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = host.Database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}
