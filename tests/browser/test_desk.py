"""The desk in a browser, with a customer in another one."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.assistant import Assistant
from tests.browser.conftest import Shot, accessible, open_page, say


def test_a_wrong_password_is_told_and_nothing_else(context: BrowserContext, assistant: Assistant) -> None:
    tab = context.new_page()
    tab.goto(f"{assistant.url}/desk")
    tab.locator("input[autocomplete=username]").fill("nobody")
    tab.locator("input[type=password]").fill("wrong")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_be_visible()
    accessible(tab)


def test_customer_and_agent_talk_until_the_agent_closes(
    context: BrowserContext, assistant: Assistant, desk: Page, shot: Shot
) -> None:
    customer = open_page(context, assistant.url)
    say(customer, "充值没到账,银行卡扣款了")
    expect(customer.locator("okpay-chat .card h3")).to_be_visible()
    say(customer, "转人工")
    expect(customer.locator(".head > div > p")).to_contain_text("排队中")
    # Other tests have left some who wait as well.
    say(customer, "尾号9527的那笔充值")

    row = desk.get_by_role("listitem").filter(has_text="尾号9527")
    expect(row).to_be_visible()
    row.click()
    expect(desk.get_by_text("充值没到账,银行卡扣款了").first).to_be_visible()
    shot(desk, "desk-queued")
    desk.get_by_role("button", name="接手").click()
    expect(customer.locator(".head > div > p")).to_contain_text("客服 小林")

    desk.locator("textarea").fill("您好,我来帮您查这笔充值。")
    desk.keyboard.press("Enter")
    expect(customer.locator(".row.agent .bubble")).to_have_text("您好,我来帮您查这笔充值。")
    say(customer, "谢谢,是昨天下午的那笔")
    expect(desk.get_by_text("谢谢,是昨天下午的那笔").first).to_be_visible()
    shot(desk, "desk-talking")
    shot(customer, "widget-agent")
    accessible(desk)

    desk.get_by_role("button", name="结束会话").first.click()
    desk.get_by_role("button", name="结束").last.click()
    expect(customer.locator(".line").last).to_contain_text("人工服务已结束")
    say(customer, "忘记密码了")
    expect(customer.locator("okpay-chat .card h3").last).to_be_visible()
    customer.close()


def test_a_ticket_left_in_the_widget_is_answered_at_the_desk(
    context: BrowserContext, assistant: Assistant, desk: Page, shot: Shot
) -> None:
    customer = open_page(context, assistant.url)
    say(customer, "我昨天充了800元没到账")
    customer.get_by_role("button", name="提交工单").click()
    for asked in ("支付方式", "交易编号"):
        expect(customer.locator(".row.bot .bubble").last).to_contain_text(asked)
        customer.get_by_role("button", name="跳过").last.click()
    expect(customer.locator(".row.bot .bubble").last).to_contain_text("注册邮箱")
    say(customer, "li@example.com")
    shot(customer, "widget-form")
    customer.get_by_role("button", name="确认提交").click()
    number = customer.locator(".ticket output").inner_text()
    shot(customer, "widget-ticket")
    accessible(customer)

    desk.get_by_role("button", name="全部").first.click()
    desk.get_by_role("listitem").filter(has_text=number).first.click()
    ticket = desk.locator("form.ticket")
    expect(ticket).to_contain_text(number)
    expect(ticket).to_contain_text("800")
    ticket.locator("select").select_option("resolved")
    ticket.locator("textarea").fill("钱已经到账,请查看。")
    ticket.get_by_role("button").click()
    expect(customer.locator(".row .bubble").last).to_contain_text("钱已经到账,请查看。")
    expect(ticket.locator("select")).to_have_value("resolved")
    shot(desk, "desk-ticket")
    accessible(desk)
    customer.close()


def test_axe_finds_nothing_in_the_empty_desk(desk: Page, shot: Shot) -> None:
    accessible(desk)
    shot(desk, "desk-inbox")
