using System;
using System.Linq;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>The expression that makes an instance out of what was read, where that is done last.</summary>
internal static class ConstructionText
{
    /// <param name="model">The type.</param>
    /// <param name="valueOf">The expression of a member's value.</param>
    public static string Of(FormatterModel model, Func<MemberModel, string> valueOf)
    {
        string arguments = string.Join(", ", model.ConstructorMembers.Select(name => valueOf(model.Members.First(member => member.Name == name))));
        string[] assignments =
        [
            .. model.Members
                .Where(member => !member.IsWrittenOnly && (member.IsRequired || !model.ConstructorMembers.Contains(member.Name)))
                .Select(member => $"{SourceFile.EscapeKeyword(member.Name)} = {valueOf(member)}"),
        ];
        string initializer = assignments.Length == 0 ? string.Empty : $" {{ {string.Join(", ", assignments)} }}";
        return $"new {model.TypeName}({arguments}){initializer}";
    }
}
