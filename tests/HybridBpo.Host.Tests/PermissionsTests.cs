using System.Text;
using HybridBpo.Platform;
using HybridBpo.Testing;

namespace HybridBpo.Host.Tests;

public sealed class PermissionsTests
{
    [Fact]
    public void Roles_and_acts_are_as_agreed()
    {
        var table = new StringBuilder("act".PadRight(28)).AppendJoin(' ', Roles.All).AppendLine();
        foreach (var (act, _) in Permissions.Acts.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var cells = Roles.All.Select(r => (Permissions.Allow([r], act) ? "yes" : "-").PadRight(r.Length));
            table.AppendLine((act.PadRight(28) + string.Join(' ', cells)).TrimEnd());
        }
        Snapshot.Match(table.ToString());
    }

    [Fact]
    public void Every_act_has_a_row_and_every_row_only_known_roles()
    {
        var acts = typeof(Act).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        Assert.Equal(acts.Order(), Permissions.Acts.Keys.Order());
        Assert.Empty(Permissions.Acts.Values.SelectMany(r => r).Except(Roles.All));
        Assert.Throws<KeyNotFoundException>(() => Permissions.Allow(Roles.All, "no.such-act"));
    }
}
