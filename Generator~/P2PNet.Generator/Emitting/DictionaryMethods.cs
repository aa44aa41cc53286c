using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Emitting;

/// <summary>The two methods for a dictionary.</summary>
internal static class DictionaryMethods
{
    public static string Of(DictionaryShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        MemberPlace key = place.Within("[key]", "Key");
        MemberPlace value = place.Within("[]", "Value");

        code.Line();
        code.Line($"private static void Write{name}(ref MessagePackWriter writer, {shape.Name} items)");
        code.Open();
        if (shape.IsNullable) SequenceMethods.NullGuard(code);
        code.Line("writer.WriteMapHeader(items.Count);");
        code.Line($"foreach (global::System.Collections.Generic.KeyValuePair<{shape.Key.Name}, {shape.Value.Name}> item in items)");
        code.Open();
        shape.Key.AppendWrite(code, "item.Key", key);
        shape.Value.AppendWrite(code, "item.Value", value);
        code.Close();
        code.Close();

        code.Line();
        code.Line($"private static {shape.Name} Read{name}(ref MessagePackReader reader)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int count = reader.ReadMapHeader();");
        code.Line($"var items = {New(shape)};");
        AppendEntries(code, shape, place);
        code.Line("return items;");
        code.Close();
        return code.ToString();
    }

    /// <summary>The method that reads into a dictionary that is there and keeps its room.</summary>
    public static string Over(DictionaryShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        code.Line();
        code.Line($"private static {shape.Name} Read{name}(ref MessagePackReader reader, {shape.BareName}? items)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int count = reader.ReadMapHeader();");
        code.Line($"items = {KnownNames.GlobalMessages}.MessageReuse.Emptied(items, count) ?? {New(shape)};");
        AppendEntries(code, shape, place);
        code.Line("return items;");
        code.Close();
        return code.ToString();
    }

    private static string New(DictionaryShape shape) =>
        $"new {shape.Concrete}(count, {KnownNames.GlobalMessages}.MessagePackKeys.ComparerFor<{shape.Key.Name}>(count))";

    private static void AppendEntries(CodeText code, DictionaryShape shape, MemberPlace place)
    {
        code.Line("for (int i = 0; i < count; i++)");
        code.Open();
        code.Line("int position = reader.Position;");
        code.Line($"{shape.Key.Name} key = {shape.Key.Read(place.Within("[key]", "Key"))};");
        code.Line($"if (!items.TryAdd(key, {shape.Value.Read(place.Within("[]", "Value"))})) throw MessagePackException.ForDuplicateKey(position);");
        code.Close();
        code.Line();
    }
}
