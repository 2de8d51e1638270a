using HybridBpo.Inbox.Contracts;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

public sealed class KeptBackTests(TestHost host) : IClassFixture<TestHost>
{
    private IEnumerable<ICaseView> Views => host.App.Services.GetServices<ICaseView>().OrderBy(view => view.Kind, StringComparer.Ordinal);

    [Fact]
    public void What_each_kind_of_case_keeps_back_is_as_agreed() =>
        Snapshot.Match(string.Join('\n', Views.Select(view => $"{view.Kind}: {string.Join(", ", view.Withholds)}".TrimEnd())));

    [Fact]
    public void A_kind_with_a_proposal_says_what_it_keeps_back() =>
        Assert.All(Views, view => Assert.Equal(view.Proposal is null, view.Withholds.Count == 0));
}
