using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>Where in a formatter a value is written or read.</summary>
/// <param name="Label">The member as sentences name it, like <c>Game.Chat.Lines[]</c>.</param>
/// <param name="Hint">The member's part in names of methods, like <c>LinesItem</c>.</param>
/// <param name="Methods">The methods that the formatter has beside Write and Read.</param>
internal sealed record MemberPlace(string Label, string Hint, FormatterMethods Methods)
{
    public static MemberPlace Of(FormatterModel model, MemberModel member, FormatterMethods methods) =>
        new($"{model.DisplayName}.{member.Name}", member.Name, methods);

    public MemberPlace Within(string label, string hint) => this with { Label = Label + label, Hint = Hint + hint };
}
