using P2PNet.Generator.Shapes;

namespace P2PNet.Generator.Emitting;

/// <summary>The two methods for an array or a list.</summary>
internal static class SequenceMethods
{
    private const string Writer = "ref MessagePackWriter writer";
    private const string Reader = "ref MessagePackReader reader";

    public static string Of(SequenceShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        MemberPlace element = place.Within("[]", "Item");
        string count = shape.IsArray ? "items.Length" : "items.Count";

        code.Line();
        code.Line($"private static void Write{name}({Writer}, {shape.Name} items)");
        code.Open();
        if (shape.IsNullable) NullGuard(code);
        code.Line($"writer.WriteArrayHeader({count});");
        code.Line($"for (int i = 0; i < {count}; i++)");
        code.Open();
        shape.Element.AppendWrite(code, "items[i]", element);
        code.Close();
        code.Close();

        code.Line();
        code.Line($"private static {shape.Name} Read{name}({Reader})");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int count = reader.ReadArrayHeader();");
        if (shape.IsArray)
        {
            code.Line($"if (count == 0) return global::System.Array.Empty<{shape.Element.Name}>();");
            code.Line(shape.Element is SequenceShape { IsArray: true } or ByteArrayShape
                ? $"var items = {KnownNames.GlobalMessages}.MessagePackArray.Create<{shape.Element.Name}>(count);"
                : $"var items = new {shape.Element.Name}[count];");
            code.Line($"for (int i = 0; i < count; i++) items[i] = {shape.Element.Read(element)};");
        }
        else
        {
            code.Line($"var items = new {shape.BareName}(count);");
            code.Line($"for (int i = 0; i < count; i++) items.Add({shape.Element.Read(element)});");
        }

        code.Line("return items;");
        code.Close();
        return code.ToString();
    }

    /// <summary>The method that reads into an array or list that is there: it keeps an array of the same length, and a list with its room.</summary>
    public static string Over(SequenceShape shape, string name, MemberPlace place)
    {
        var code = new CodeText(place.Methods.Depth);
        MemberPlace element = place.Within("[]", "Item");
        code.Line();
        code.Line($"private static {shape.Name} Read{name}({Reader}, {shape.BareName}? items)");
        code.Open();
        if (shape.IsNullable) code.Line("if (reader.TryReadNil()) return null;");
        code.Line("int count = reader.ReadArrayHeader();");
        if (shape.IsArray)
        {
            code.Line($"if (count == 0) return global::System.Array.Empty<{shape.Element.Name}>();");
            code.Line($"if (items is null || items.Length != count) items = {KnownNames.GlobalMessages}.MessagePackArray.Create<{shape.Element.Name}>(count);");
            code.Line($"for (int i = 0; i < count; i++) items[i] = {shape.Element.ReadOver(element, "items[i]")};");
        }
        else
        {
            code.Line($"if (items is null) items = new {shape.BareName}(count);");
            AppendListOver(code, shape.Element, element);
        }

        code.Line("return items;");
        code.Close();
        return code.ToString();
    }

    private static void AppendListOver(CodeText code, TypeShape element, MemberPlace place)
    {
        if (!element.CanReadOver)
        {
            code.Line("items.Clear();");
            code.Line("if (items.Capacity < count) items.Capacity = count;");
            code.Line($"for (int i = 0; i < count; i++) items.Add({element.Read(place)});");
            return;
        }

        code.Line("if (items.Count > count) items.RemoveRange(count, items.Count - count);");
        code.Line("if (items.Capacity < count) items.Capacity = count;");
        code.Line($"for (int i = 0; i < items.Count; i++) items[i] = {element.ReadOver(place, "items[i]")};");
        code.Line($"while (items.Count < count) items.Add({element.Read(place)});");
    }

    /// <summary>Writes nil for null and is done.</summary>
    public static void NullGuard(CodeText code)
    {
        code.Line("if (items is null)");
        code.Open();
        code.Line("writer.WriteNil();");
        code.Line("return;");
        code.Close();
        code.Line();
    }
}
