namespace HybridBpo.Host.SignIn;

internal sealed record UserNameTaken(string Name) : Conflict($"There is already somebody called “{Name}”. Choose another name.")
{
    public override string Heading => "That name is taken";
}

internal sealed record BadUserName()
    : Invalid("A name has 2 to 64 small letters, digits, dots, dashes, underscores or @, and begins with a letter or digit.");

internal sealed record BadDisplayName() : Invalid("The shown name has 1 to 80 characters.");

internal sealed record UnknownRole(string Role) : Invalid($"There is no role “{Role}”. Roles: {string.Join(", ", Roles.All)}.");

internal sealed record UnknownClient(string Client) : Invalid($"There is no client “{Client}”. Add it first.");

internal sealed record UnknownUser() : NotFound("There is nobody of that name here.");

internal sealed record LastAdministrator() : Conflict("This is the last active administrator. Make somebody else one first.")
{
    public override string Heading => "Somebody has to stay administrator";
}

