using System.Collections.Generic;
using System.Linq;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>
/// The fast way of a plain type's formatter: writing into a span whose room was asked for once, and reading the form that this gives
/// with one look at each member. The position is a local variable and never leaves the processor's registers.
/// </summary>
internal static class PlainMethods
{
    private const string To = "global::System.Span<byte> to, int at";
    private const string From = "global::System.ReadOnlySpan<byte> from, int at";

    /// <summary>The interface's methods, for a message.</summary>
    public static void AppendInterface(CodeText code, FormatterModel model)
    {
        string contract = $"{KnownNames.GlobalMessages}.IPlainFormatter<{model.TypeName}>";
        code.Line($"int {contract}.MaxLength => MaxLength;");
        code.Line();
        code.Line($"int {contract}.Write({To}, in {model.TypeName} value) => Write(to, at, in value);");
        code.Line();
        code.Line($"int {contract}.TryRead({From}, out {model.TypeName} value) => TryRead(from, at, out value);");
        code.Line();
    }

    /// <summary>The constant MaxLength, and Write and Read through writer and reader, which take the fast way.</summary>
    public static void AppendEntries(CodeText code, FormatterModel model)
    {
        code.Line("/// <summary>The most bytes that a value takes.</summary>");
        code.Line($"public const int MaxLength = {model.Plain!.MaxLength};");
        code.Line();
        code.Line($"public static void Write(ref MessagePackWriter writer, in {model.TypeName} value) =>");
        code.Line("    writer.Advance(Write(writer.GetSpan(MaxLength), 0, in value));");
        code.Line();
        code.Line($"public static {model.TypeName} Read(ref MessagePackReader reader)");
        code.Open();
        code.Line($"if (reader.TryPeek({model.Plain.Depth}, out global::System.ReadOnlySpan<byte> from))");
        code.Open();
        code.Line($"int length = TryRead(from, 0, out {model.TypeName} value);");
        code.Line("if (length > 0 && reader.TryAdvance(length)) return value;");
        code.Close();
        code.Line();
        code.Line($"return {ReadMethod.AnyForm}(ref reader);");
        code.Close();
        code.Line();
    }

    /// <summary>Write and TryRead on spans.</summary>
    public static void Append(CodeText code, FormatterModel model)
    {
        AppendWrite(code, model);
        code.Line();
        AppendRead(code, model);
    }

    public static int CountOf(FormatterModel model) => model.Members[model.Members.Count - 1].Key + 1;

    /// <summary>Bytes before an array's first value.</summary>
    public static int HeadLength(int count) => count <= 15 ? 1 : 3;

    private static void AppendWrite(CodeText code, FormatterModel model)
    {
        code.Line($"public static int Write({To}, in {model.TypeName} value)");
        code.Open();
        int number = 0;
        foreach (List<PlainPiece> run in PlainPiece.Runs(model))
        {
            if (run[0].Length == 0)
            {
                MemberModel member = run[0].Member!;
                code.Line($"at = {member.Shape.PlainWrite(MemberOf(member))};");
                continue;
            }

            string span = $"run{number++}";
            int offset = 0;
            code.Line($"var {span} = to.Slice(at, {run.Sum(piece => piece.Length)});");
            foreach (PlainPiece piece in run)
            {
                code.Line(PutOf(model, piece, span, offset));
                offset += piece.Length;
            }

            code.Line($"at += {offset};");
        }

        code.Line("return at;");
        code.Close();
    }

    private static string PutOf(FormatterModel model, PlainPiece piece, string span, int offset)
    {
        if (piece.Member is { } member) return member.Shape.PlainPut(span, offset, MemberOf(member));
        return piece.Key < 0
            ? $"PlainWriter.PutArrayHeader({span}, {offset}, {CountOf(model)});"
            : $"PlainWriter.PutNil({span}, {offset}); // {piece.Key}";
    }

    private static void AppendRead(CodeText code, FormatterModel model)
    {
        code.Line("/// <summary>Reads the form that Write gives. The position behind it; -1 for another form.</summary>");
        code.Line($"public static int TryRead({From}, out {model.TypeName} value)");
        code.Open();
        code.Line("value = default;");
        int number = 0;
        foreach (List<PlainPiece> run in PlainPiece.Runs(model))
        {
            if (run[0].Length == 0)
            {
                MemberModel member = run[0].Member!;
                code.Line($"if ({member.Shape.PlainReadFails(LocalOf(member))}) return -1;");
                continue;
            }

            string span = $"run{number++}";
            int length = run.Sum(piece => piece.Length);
            int offset = 0;
            code.Line($"if (from.Length - at < {length}) return -1;");
            code.Line($"var {span} = from.Slice(at, {length});");
            code.Line($"at += {length};");
            foreach (PlainPiece piece in run)
            {
                code.Line(GetOf(model, piece, span, offset));
                offset += piece.Length;
            }
        }

        AppendResult(code, model);
        code.Line("return at;");
        code.Close();
    }

    private static string GetOf(FormatterModel model, PlainPiece piece, string span, int offset)
    {
        if (piece.Member is { } member) return $"if ({member.Shape.PlainGetFails(span, offset, LocalOf(member))}) return -1;";
        return piece.Key < 0
            ? $"if (!PlainReader.IsArrayHeader({span}, {offset}, {CountOf(model)})) return -1;"
            : $"if (!PlainReader.IsNil({span}, {offset})) return -1; // {piece.Key}";
    }

    private static void AppendResult(CodeText code, FormatterModel model)
    {
        if (!model.SetsAfterConstruction)
        {
            code.Line($"value = {ConstructionText.Of(model, ValueOf)};");
            return;
        }

        code.Line($"value = new {model.TypeName}();");
        foreach (MemberModel member in model.Members) code.Line($"{MemberOf(member)} = {ValueOf(member)};");
    }

    private static string MemberOf(MemberModel member) => $"value.{SourceFile.EscapeKeyword(member.Name)}";

    private static string LocalOf(MemberModel member) => $"key{member.Key}";

    private static string ValueOf(MemberModel member) => member.Shape.PlainValue(LocalOf(member));
}
