using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>
/// The names of a type that travels in a map, as UTF-8 that lies in the assembly, and the method that finds a member by its name: by
/// length, by one byte, by a comparison. No string is made of a name.
/// </summary>
internal static class MapNames
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    private const int BitsOfSeen = 64;

    /// <summary>The property that holds a member's name.</summary>
    public static string NameOf(MemberModel member) => $"Name{member.Key}";

    /// <summary>
    /// Appends the loop that reads a map: names may come in any order, others between them, and none twice. Behind it, <c>seen</c> tells
    /// which came.
    /// </summary>
    /// <param name="code">The method's body.</param>
    /// <param name="model">The type.</param>
    /// <param name="appendMember">Appends the statements that read a member's value.</param>
    public static void AppendRead(CodeText code, FormatterModel model, Action<MemberModel> appendMember)
    {
        code.Line("int count = reader.ReadMapHeader();");
        code.Line("reader.Enter();");
        for (int i = 0; i < model.Members.Count; i += BitsOfSeen) code.Line($"ulong seen{i / BitsOfSeen} = 0;");
        code.Line("for (int i = 0; i < count; i++)");
        code.Open();
        code.Line("int position = reader.Position;");
        code.Line("switch (KeyOf(reader.ReadUtf8()))");
        code.Open();
        foreach (MemberModel member in model.Members)
        {
            if (member.IsWrittenOnly) continue;
            code.Line($"case {member.Key}:");
            code.Indent();
            code.Line($"if ({Seen(member)}) throw MessagePackException.ForDuplicateKey(position);");
            code.Line($"seen{member.Key / BitsOfSeen} |= {Bit(member)};");
            appendMember(member);
            code.Line("break;");
            code.Unindent();
        }

        code.Line("default:");
        code.Indent();
        code.Line("reader.Skip();");
        code.Line("break;");
        code.Unindent();
        code.Close();
        code.Close();
        code.Line();
    }

    /// <summary>Whether a member came, behind the loop and in it.</summary>
    public static string Seen(MemberModel member) => $"(seen{member.Key / BitsOfSeen} & {Bit(member)}) != 0";

    public static void Append(CodeText code, IReadOnlyList<MemberModel> members)
    {
        foreach (MemberModel member in members)
        {
            code.Line();
            code.Line($"/// <summary>{SourceFile.Escape(SourceFile.Quote(member.MapName!))}</summary>");
            code.Line($"private static {Bytes} {NameOf(member)} => new byte[] {{ {string.Join(", ", Utf8(member).Select(unit => $"0x{unit:x2}"))} }};");
        }

        List<MemberModel> known = [.. members.Where(member => !member.IsWrittenOnly)];
        code.Line();
        code.Line($"private static int KeyOf({Bytes} name)");
        code.Open();
        if (known.Count == 0)
        {
            code.Line("return -1;");
        }
        else
        {
            code.Line("switch (name.Length)");
            code.Open();
            foreach (IGrouping<int, MemberModel> sameLength in known.GroupBy(member => Utf8(member).Length).OrderBy(group => group.Key))
            {
                AppendCase(code, sameLength.Key.ToString(), [.. sameLength], mayDivide: true);
            }

            code.Line("default:");
            code.Line("    return -1;");
            code.Close();
        }

        code.Close();
    }

    private static void AppendCase(CodeText code, string label, IReadOnlyList<MemberModel> members, bool mayDivide)
    {
        code.Line($"case {label}:");
        code.Indent();
        int position = mayDivide && members.Count > 1 ? TellingPosition(members) : -1;
        if (position < 0)
        {
            foreach (MemberModel member in members)
            {
                code.Line($"if (global::System.MemoryExtensions.SequenceEqual(name, {NameOf(member)})) return {member.Key};");
            }
        }
        else
        {
            code.Line($"switch (name[{position}])");
            code.Open();
            foreach (IGrouping<byte, MemberModel> sameByte in members.GroupBy(member => Utf8(member)[position]).OrderBy(group => group.Key))
            {
                AppendCase(code, $"0x{sameByte.Key:x2}", [.. sameByte], mayDivide: false);
            }

            code.Close();
        }

        code.Line("return -1;");
        code.Unindent();
    }

    /// <summary>The byte in which most of the names differ.</summary>
    private static int TellingPosition(IReadOnlyList<MemberModel> members) => Enumerable.Range(0, Utf8(members[0]).Length)
        .OrderByDescending(position => members.Select(member => Utf8(member)[position]).Distinct().Count())
        .First();

    private static string Bit(MemberModel member) => $"0x{1UL << (member.Key % BitsOfSeen):x}UL";

    private static byte[] Utf8(MemberModel member) => Encoding.UTF8.GetBytes(member.MapName!);
}
